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
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dawdle {

namespace {

// What a trigger goes by.
struct Situation {
  std::uint64_t updates = 0;  // so far
  Time now = 0;
  std::span<const double> compute_seconds{};  // of the last gradient of each worker; 0: has pushed none
};

class Trigger {
 public:
  virtual ~Trigger() = default;
  virtual void describe(Fields& fields) = 0;
  virtual bool asynchronous(const Situation& situation) const = 0;
};

// The last `burst` of every `period` are asynchronous.
struct Cycle : Trigger {
  double period = 0, burst = 0;
  void check(Fields& fields) const {
    if (burst > period)
      fields.complain("burst", "at most the period");
  }
  bool in_burst(double t) const { return std::fmod(t, period) >= period - burst; }
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

constexpr std::array triggers = {entry<Trigger, ByUpdates>(), entry<Trigger, ByTime>(), entry<Trigger, ByStraggler>()};

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
  double note(const Gradient& gradient) {
    const auto id = static_cast<std::size_t>(gradient.worker);
    compute_seconds_[id] = job_.compute_seconds(job_.cluster().workers[id]);
    return 1;
  }
  void settle() {
    const Situation situation{x().number(), job_.clock().now(), compute_seconds_};
    take(trigger_.asynchronous(situation) ? 1 : compute_seconds_.size());
  }

  Job& job_;
  const Trigger& trigger_;
  std::vector<double> compute_seconds_;
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
  int servers() const override { return server.hosts(); }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_workers(job, std::make_unique<SwitchingServer>(job, server, *trigger), k_async_worker);
  }
};

}  // namespace

Entry<Strategy> switching() { return entry<Strategy, Switching>(); }

}  // namespace dawdle
