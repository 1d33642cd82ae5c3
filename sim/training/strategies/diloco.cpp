// DiLoCo (Douillard et al., "DiLoCo: distributed low-communication training of language models", 2023): local steps of
// an inner optimizer (the scenario's; in the paper AdamW), and every H steps one step of an outer optimizer (in the
// paper SGD with Nesterov momentum .9 and learning rate .7) along the outer gradient.
//
//   theta_i <- InnerOpt(theta_i, g_i)                                H times, from theta^(t-1)
//   Delta = (1/K) sum_i (theta^(t-1) - theta_i)
//   theta^(t) <- OuterOpt(theta^(t-1), Delta)
//
// H = 1 with inner SGD, outer learning rate 1 and no outer momentum is synchronous SGD.
#include "sim/training/local_training.hpp"
#include "sim/training/outer_optimizer.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct DiLoCo final : AveragingStrategy {
  static constexpr std::string_view kind = "diloco";
  static constexpr std::string_view summary = "local steps, and every H of them one step of an outer optimizer";

  std::int64_t period = 50;  // H
  std::unique_ptr<models::Optimizer> outer;

  void describe(Fields& fields) override {
    fields.integer("period", period, {.min = 1, .max = 1e9}, "inner steps of an outer one (H)");
    describe_outer(fields, outer);
    describe_algorithm(fields);
  }

  StepShape step(int, std::uint64_t) const override { return local_steps(period, false); }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto H = static_cast<std::uint64_t>(period);
    auto training = std::make_unique<LocalTraining>(job, algorithm(), [H](const Round&) { return H; });
    auto theta = std::make_shared<OuterModel>(job, *outer);
    training->averaging.then = [theta](const Version& mean) { return theta->step(mean); };
    return dawdle::start(job, std::move(training));
  }
};

}  // namespace

Entry<Strategy> diloco() { return entry<Strategy, DiLoCo>(); }

}  // namespace dawdle
