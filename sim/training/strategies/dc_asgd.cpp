// DC-ASGD (Zheng et al., "Asynchronous stochastic gradient descent with delay compensation", ICML 2017): the server
// corrects each gradient for what the parameters have moved since they were read, w_bak.
//
//   w <- w - eta (g + lambda_t g * g * (w - w_bak))      elementwise; lambda_t as in models/delay_compensation.hpp
//
// lambda = 0 is asynchronous SGD.
#include "sim/training/strategies/all.hpp"
#include "sim/training/weighted_async.hpp"

namespace dawdle {

namespace {

struct DcAsgd final : WeightedAsync {
  static constexpr std::string_view kind = "dc_asgd";
  static constexpr std::string_view summary =
      "asynchronous, with the delay of each gradient compensated to first order";

  models::DelayCompensation rule;

  void describe_weight(Fields& fields) override {
    fields.number("lambda", rule.lambda, {.min = 0}, "strength of the compensation (lambda, lambda_0 if adaptive)");
    fields.flag("adaptive", rule.adaptive, "lambda divided by a moving root mean square of the gradients (DC-ASGD-a)");
    fields.number("mean_square_decay", rule.m, {.min = 0, .below = 1}, "what that mean keeps of itself (m)");
    if (!rule.adaptive && rule.m != models::DelayCompensation().m)
      fields.complain("mean_square_decay", "adaptive compensation beside it");
  }
  Weight weight(Job& job) const override {
    return [&job, state = rule](Gradient& g, const Version& now) mutable {
      job.learner().compensate(g, now, state);
      return 1.0;
    };
  }
};

}  // namespace

Entry<Strategy> dc_asgd() { return entry<Strategy, DcAsgd>(); }

}  // namespace dawdle
