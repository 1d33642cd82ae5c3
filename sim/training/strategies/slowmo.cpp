// SlowMo (Wang, Tantia, Ballas, Rabbat, "SlowMo: improving communication-efficient distributed SGD with slow momentum",
// ICLR 2020), over local SGD: every tau steps the mean is not taken as it is, but as the end of a step of a slow
// momentum.
//
//   u_{t+1} = beta u_t + (1/gamma_t) (x_{t,0} - x_{t,tau})        x_{t,tau}: the mean after tau steps
//   x_{t+1,0} = x_{t,0} - alpha gamma_t u_{t+1}
//
// gamma_t is the learning rate of the round's steps; where it changes within a round (warm-up, schedules), their mean.
// alpha = 1, beta = 0 is local SGD.
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

#include <vector>

namespace dawdle {

namespace {

struct SlowMo final : AveragingStrategy {
  static constexpr std::string_view kind = "slowmo";
  static constexpr std::string_view summary = "local SGD with a slow momentum over its averages";

  std::int64_t period = 8;     // tau
  double slow_rate = 1;        // alpha
  double slow_momentum = 0.7;  // beta

  void describe(Fields& fields) override {
    fields.integer("period", period, {.min = 1, .max = 1e9}, "local steps between two averages (tau)");
    fields.number("slow_learning_rate", slow_rate, {.above = 0}, "of the slow step (alpha)");
    fields.number("slow_momentum", slow_momentum, {.min = 0, .below = 1}, "share of the slow velocity kept (beta)");
    describe_algorithm(fields);
  }

  // What every worker has a copy of.
  struct Slow {
    const SlowMo* options;
    Job* job;
    const LocalTraining* training;
    Version x = job->initial();  // x_{t,0}
    Version u{};
    bool has_velocity = false;

    Version operator()(const Version& mean) {
      const double alpha = options->slow_rate, beta = options->slow_momentum;
      const double gamma = training->mean_rate();
      if (gamma == 0)
        return x = mean;  // nobody has moved
      // u_{t+1} put into the step, so that alpha = 1, beta = 0 gives the mean itself, not x - (x - mean) with two
      // roundings.
      std::vector<Term> step = {{1 - alpha, x}, {alpha, mean}};
      std::vector<Term> velocity = {{1 / gamma, x}, {-1 / gamma, mean}};
      if (has_velocity) {
        step.push_back({-alpha * gamma * beta, u});
        velocity.push_back({beta, u});
      }
      const Version next = job->learner().combine(mean.number(), step);
      u = job->learner().combine(mean.number(), velocity);
      has_velocity = true;
      return x = next;
    }
  };

  StepShape step(int, std::uint64_t) const override {
    return local_steps(period, slow_rate == 1 && slow_momentum == 0);
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto tau = static_cast<std::uint64_t>(period);
    auto training = std::make_unique<LocalTraining>(job, algorithm(), [tau](const Round&) { return tau; });
    training->averaging.then = Slow{this, &job, training.get()};
    return dawdle::start(job, std::move(training));
  }
};

}  // namespace

Entry<Strategy> slowmo() { return entry<Strategy, SlowMo>(); }

}  // namespace dawdle
