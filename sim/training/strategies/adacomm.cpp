// AdaComm (Wang & Joshi, "Adaptive communication strategies to achieve the best error-runtime trade-off in local-update
// SGD", MLSys 2019): local SGD whose period tau shrinks as the loss F does. At the first average after every T_0
// seconds:
//
//   tau <- ceil(sqrt(F(x_t) / F(x_0)) tau_0)                 if that is less than tau
//   tau <- ceil(gamma tau)                                   otherwise
//
// F is the mean loss of the workers' first minibatches of a round, all of them at the same x.
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle {

namespace {

struct AdaComm final : AveragingStrategy {
  static constexpr std::string_view kind = "adacomm";
  static constexpr std::string_view summary = "local SGD that averages more and more often as the loss falls";

  std::int64_t initial_period = 16;  // tau_0
  double interval = 60;              // T_0, seconds
  double decay = 0.5;                // gamma

  void describe(Fields& fields) override {
    fields.integer("initial_period", initial_period, {.min = 1, .max = 1e9}, "local steps to begin with (tau_0)");
    fields.seconds("interval", interval, {.above = 0}, "time after which the period is set anew (T_0)");
    fields.number("decay", decay, {.above = 0, .max = 1}, "factor on a period that the loss would not shrink (gamma)");
    describe_algorithm(fields);
  }
  bool needs_model() const override { return true; }

  // tau, as of the last time it was set.
  struct Rule {
    const AdaComm* options;
    double tau = static_cast<double>(options->initial_period);
    double first_loss = 0;  // F(x_0); 0: not known yet
    Time next = options->interval;

    std::uint64_t operator()(const Round& round) {
      if (first_loss == 0)
        first_loss = round.loss;
      if (round.begin >= next && first_loss > 0) {
        const double wanted =
            std::ceil(std::sqrt(round.loss / first_loss) * static_cast<double>(options->initial_period));
        tau = std::max(1.0, wanted < tau ? wanted : std::ceil(options->decay * tau));
        next += options->interval * std::ceil((round.begin - next) / options->interval + 1e-9);
      }
      return static_cast<std::uint64_t>(tau);
    }
  };

  StepShape step(int, std::uint64_t) const override { return {.unknown = "how many steps are local follows the loss"}; }
  std::unique_ptr<Running> start(Job& job) const override {
    auto training = std::make_unique<LocalTraining>(job, algorithm(), Rule{this});
    training->measures_loss = true;
    return dawdle::start(job, std::move(training));
  }
};

}  // namespace

Entry<Strategy> adacomm() { return entry<Strategy, AdaComm>(); }

}  // namespace dawdle
