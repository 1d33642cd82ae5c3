// AdaSync (Dutta, Wang, Joshi, "Slow and stale gradients can win the race", IEEE J. Sel. Areas Inf. Theory 2021): few
// gradients an update at first, when an update counts by coming soon; more and more as the loss F falls and their noise
// begins to matter. By a schedule, or every `interval` by the paper's rule:
//
//   K = min(P, ceil(K_0 sqrt(F(x_0) / F(x_t))))
//
// F(x_t): mean of the minibatch losses that arrived in the interval; F(x_0): of those that were computed at x_0. A new
// K is that of the next update to begin.
#include "models/portable_math.hpp"
#include "sim/training/first_k.hpp"
#include "sim/training/mean_loss.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace dawdle {

namespace {

// From then on an update takes so many gradients.
struct Stage {
  std::optional<std::int64_t> update;
  std::optional<double> time;  // seconds
  std::int64_t gradients = 1;

  void describe(Fields& fields) {
    fields.integer("update", update, {.min = 0}, "after so many updates, or");
    fields.seconds("time", time, {.min = 0}, "at this time");
    fields.integer("gradients", gradients, {.min = 1, .max = 1e9, .required = true}, "that make an update then");
    if (update.has_value() == time.has_value())
      fields.complain("", "either \"update\" or \"time\"");
  }
  bool begun(std::uint64_t updates, Time now) const {
    return update ? updates >= static_cast<std::uint64_t>(*update) : now >= *time;
  }
};

template <class When>
bool ascend(const std::vector<Stage>& stages, When Stage::*when) {
  When last;
  for (const Stage& stage : stages)
    if (stage.*when && std::exchange(last, stage.*when) > stage.*when)
      return false;
  return true;
}

struct Options {
  std::string variant = "k_async";
  std::int64_t gradients = 1;  // K_0
  std::vector<Stage> schedule;
  std::optional<double> interval;  // seconds
  ServerOptions server;
};

class AdaSyncServer final : public ParameterServer {
 public:
  AdaSyncServer(Job& job, const Options& options)
      : ParameterServer(job, 1, options.server, [this](Gradient& g, const Version& now) { return weigh(g, now); }),
        options_(options),
        job_(job),
        K_(static_cast<double>(options.gradients)) {
    after_update = [this] { take_next(); };
    take_next();
  }

 private:
  double weigh(Gradient& gradient, const Version& now) {
    if (options_.variant == "k_sync" && fresh_only(gradient, now) == 0)
      return 0;
    if (options_.interval) {
      const double loss = job_.learner().loss(gradient);
      recent_.add(loss);
      if (gradient.version == 0)
        first_.add(loss);
    }
    return 1;
  }

  void take_next() {
    for (const Stage& stage : options_.schedule)
      if (stage.begun(x().number(), job_.clock().now()))
        K_ = static_cast<double>(stage.gradients);
    if (options_.interval && job_.clock().now() >= next_)
      follow_loss();
    take(static_cast<std::size_t>(K_));
  }

  void follow_loss() {
    if (recent_.count > 0) {
      const double growth =
          recent_.value() > 0 ? std::sqrt(first_.value() / recent_.value()) : std::numeric_limits<double>::infinity();
      const auto P = static_cast<double>(job_.workers());
      K_ = std::min(P, std::max(1.0, std::ceil(static_cast<double>(options_.gradients) * growth)));
      recent_ = {};
    }
    next_ = (models::whole_times(job_.clock().now(), *options_.interval) + 1) * *options_.interval;
  }

  const Options& options_;
  Job& job_;
  double K_;
  MeanLoss first_, recent_;
  Time next_ = 0;  // end of the interval
};

struct AdaSync final : Strategy {
  static constexpr std::string_view kind = "adasync";
  static constexpr std::string_view summary = "the first K gradients make an update, and K grows over the run";

  Options options;

  void describe(Fields& fields) override {
    fields.choice("variant", options.variant, {"k_sync", "k_async", "k_batch_async"}, "which gradients count");
    fields.integer("gradients", options.gradients, {.min = 1, .max = 1e9, .required = true},
                   "that make an update to begin with (K_0)");
    fields.objects("schedule", options.schedule, "how many make an update later, the last that has begun counts; or");
    fields.seconds("interval", options.interval, {.above = 0}, "after which K follows the loss, by the paper's rule");
    options.server.describe(fields);
    if (options.schedule.empty() != options.interval.has_value())
      fields.complain("schedule", "a schedule or an interval, and not both");
    if (!ascend(options.schedule, &Stage::update) || !ascend(options.schedule, &Stage::time))
      fields.complain("schedule", "stages in the order in which they begin");
  }
  int servers() const override { return options.server.hosts(); }
  bool needs_model() const override { return options.interval.has_value(); }
  void check(int workers) const override {
    if (options.variant == "k_batch_async")
      return;
    check_distinct(options.gradients, workers);
    for (const Stage& stage : options.schedule) check_distinct(stage.gradients, workers);
  }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "how many gradients make an update changes over the run"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const ServerProcess process = options.variant == "k_sync"    ? first_k_worker
                                  : options.variant == "k_async" ? k_async_worker
                                                                 : async_worker;
    return start_workers(job, std::make_unique<AdaSyncServer>(job, options), process);
  }
};

}  // namespace

Entry<Strategy> adasync() { return entry<Strategy, AdaSync>(); }

}  // namespace dawdle
