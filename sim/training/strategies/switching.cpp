// Synchronous SGD with asynchronous bursts: the server's updates take a gradient of every worker, or one of anybody,
// and change from one to the other during the run (after Li, Mangoubi, Xu, Guo, "Sync-Switch: hybrid parameter
// synchronization for distributed deep learning", ICDCS 2021, which changes once).
//
//   x_{t+1} = x_t - eta (1/K) sum of K g_i(x_{t - tau_i})      K = P, or in a burst K = 1; K-async with a K that
//   changes
//
// The way of an update is settled when the one before it has happened. After a burst the first synchronous update takes
// the gradients that are under way, which are stale; from the second on none is.
#include "sim/training/first_k.hpp"
#include "sim/training/mean_loss.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace dawdle {

namespace {

// What a trigger goes by.
struct Situation {
  std::uint64_t updates = 0;  // so far
  Time now = 0;
  std::span<const double> compute_seconds{};  // of the last gradient of each worker; 0: has pushed none
  std::span<const double> losses{};           // of every update so far: its gradients' mean; if the trigger needs them
  bool asynchronous = false;                  // the last update was
};

class Trigger {
 public:
  virtual ~Trigger() = default;
  virtual void describe(Fields& fields) = 0;
  virtual bool needs_loss() const { return false; }
  virtual bool asynchronous(const Situation& situation) const = 0;
};

// The last `burst` of every `period` are asynchronous.
struct Cycle : Trigger {
  double period = 0, burst = 0;
  void check(Fields& fields) const {
    if (burst > period)
      fields.complain("burst", "at most the period");
  }
  // A boundary that is missed by rounding is met.
  bool in_burst(double t) const { return std::fmod(t + 1e-9 * period, period) >= period - burst; }
};

struct ByUpdates final : Cycle {
  static constexpr std::string_view kind = "updates";
  static constexpr std::string_view summary = "the last updates of every so many are asynchronous";
  void describe(Fields& fields) override {
    fields.number("period", period, {.min = 1, .required = true}, "updates from one burst's end to the next one's end");
    fields.number("burst", burst, {.min = 0, .required = true}, "asynchronous updates of these, the last");
    check(fields);
  }
  bool asynchronous(const Situation& s) const override { return in_burst(static_cast<double>(s.updates)); }
};

struct ByTime final : Cycle {
  static constexpr std::string_view kind = "time";
  static constexpr std::string_view summary = "the last seconds of every so many are asynchronous";
  void describe(Fields& fields) override {
    fields.seconds("period", period, {.above = 0, .required = true}, "time from one burst's end to the next one's end");
    fields.seconds("burst", burst, {.min = 0, .required = true}, "asynchronous time of this, the last");
    check(fields);
  }
  bool asynchronous(const Situation& s) const override { return in_burst(s.now); }
};

struct ByStraggler final : Trigger {
  static constexpr std::string_view kind = "straggler";
  static constexpr std::string_view summary = "asynchronous while one worker computes much longer than the others";
  double threshold = 2;
  void describe(Fields& fields) override {
    fields.number("threshold", threshold, {.min = 1},
                  "asynchronous while the longest of the workers' last computations takes more than this times their "
                  "median (of an even number the lower)");
  }
  bool asynchronous(const Situation& s) const override {
    std::vector<double> sorted(s.compute_seconds.begin(), s.compute_seconds.end());
    const auto median = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
    std::nth_element(sorted.begin(), median, sorted.end());
    return *std::max_element(median, sorted.end()) > threshold * *median;
  }
};

struct ByPlateau final : Trigger {
  static constexpr std::string_view kind = "plateau";
  static constexpr std::string_view summary = "changes once, when the training loss has stopped falling";
  std::string first = "synchronous";
  std::int64_t window = 50;
  double least_fall = 0.01;
  void describe(Fields& fields) override {
    fields.choice("first", first, {"synchronous", "asynchronous"}, "until the loss has stopped falling");
    fields.integer("window", window, {.min = 1, .max = 1e9}, "updates whose minibatch losses make a mean");
    fields.number("least_fall", least_fall, {.min = 0, .below = 1},
                  "the loss has stopped when its mean over a window is less than this share below that of the window "
                  "before");
  }
  bool needs_loss() const override { return true; }
  bool asynchronous(const Situation& s) const override {
    const bool at_first = first == "asynchronous";
    const auto size = static_cast<std::size_t>(window);
    const bool changed = s.updates > 0 && s.asynchronous != at_first;
    if (changed || s.losses.size() < 2 * size || s.losses.size() % size != 0)
      return changed != at_first;
    const auto end = s.losses.end() - window;
    const double before = std::accumulate(end - window, end, 0.0), now = std::accumulate(end, s.losses.end(), 0.0);
    return (now > before * (1 - least_fall)) != at_first;
  }
};

constexpr std::array triggers = {entry<Trigger, ByUpdates>(), entry<Trigger, ByTime>(), entry<Trigger, ByStraggler>(),
                                 entry<Trigger, ByPlateau>()};

class SwitchingServer final : public ParameterServer {
 public:
  SwitchingServer(Job& job, const ServerOptions& options, const Trigger& trigger)
      : ParameterServer(job, 1, options, [this](Gradient& g, const Version&) { return note(g); }),
        job_(job),
        trigger_(trigger),
        compute_seconds_(static_cast<std::size_t>(job.workers())) {
    after_update = [this] { settle(); };
    settle();
  }

 private:
  double note(Gradient& gradient) {
    const auto id = static_cast<std::size_t>(gradient.worker);
    compute_seconds_[id] = job_.compute_seconds(job_.cluster().workers[id]);
    if (trigger_.needs_loss())
      loss_of_next_.add(job_.learner().loss(gradient));
    return 1;
  }
  void settle() {
    if (trigger_.needs_loss() && x().number() > 0)
      losses_.push_back(std::exchange(loss_of_next_, {}).value());
    asynchronous_ = trigger_.asynchronous({x().number(), job_.clock().now(), compute_seconds_, losses_, asynchronous_});
    take(asynchronous_ ? 1 : compute_seconds_.size());
  }

  Job& job_;
  const Trigger& trigger_;
  std::vector<double> compute_seconds_;
  MeanLoss loss_of_next_;
  std::vector<double> losses_;
  bool asynchronous_ = false;
};

struct Switching final : Strategy {
  static constexpr std::string_view kind = "switching";
  static constexpr std::string_view summary = "synchronous server with asynchronous bursts";

  std::unique_ptr<Trigger> trigger;
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.kind<Trigger>("trigger", trigger, triggers, "", "when updates are asynchronous");
    server.describe(fields);
  }
  bool needs_model() const override { return trigger && trigger->needs_loss(); }
  int servers() const override { return server.hosts(); }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "the run switches between synchronous and asynchronous steps"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_workers(job, std::make_unique<SwitchingServer>(job, server, *trigger), k_async_worker);
  }
};

}  // namespace

Entry<Strategy> switching() { return entry<Strategy, Switching>(); }

}  // namespace dawdle
