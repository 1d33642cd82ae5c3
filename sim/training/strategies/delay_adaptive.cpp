// Delay-adaptive asynchronous SGD (Koloskova, Stich, Jaggi, "Sharper convergence guarantees for asynchronous SGD for
// distributed and federated learning", NeurIPS 2022; Mishchenko, Bach, Even, Woodworth, "Asynchronous SGD beats
// minibatch SGD under arbitrary delays", NeurIPS 2022): the step shrinks with the delay tau_t once that is long.
//
//   x_{t+1} = x_t - eta_t g(x_{t - tau_t})        eta_t = min(eta, 1 / (4 L tau_t))
//
// L: smoothness of the objective. With K gradients an update each has its own eta_t and their mean is taken.
#include "sim/training/strategies/all.hpp"
#include "sim/training/weighted_async.hpp"

#include <algorithm>

namespace dawdle {

namespace {

struct DelayAdaptive final : WeightedAsync {
  static constexpr std::string_view kind = "delay_adaptive";
  static constexpr std::string_view summary = "asynchronous, with a learning rate of at most 1 / (4 L staleness)";

  double smoothness = 1;  // L

  void describe_weight(Fields& fields) override {
    fields.number("smoothness", smoothness, {.above = 0, .required = true},
                  "Lipschitz constant of the objective's gradient (L)");
  }
  // Time alone has the rate 0, and no delay the bound infinity: then the weight is 1.
  Weight weight(Job& job) const override {
    return [this, &job](Gradient& g, const Version& now) {
      const double eta = job.learning_rate(now.number(), effective_batch(g));
      const auto tau = static_cast<double>(staleness_of(g, now));
      return std::min(1.0, 1 / (4 * smoothness * tau * eta));
    };
  }
};

}  // namespace

Entry<Strategy> delay_adaptive() { return entry<Strategy, DelayAdaptive>(); }

}  // namespace dawdle
