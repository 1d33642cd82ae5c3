// Local SGD, or periodic averaging (Stich, "Local SGD converges fast and communicates little", ICLR 2019): each worker
// steps by itself and all average their models every H steps.
//
//   x_i <- x_i - eta g_i(x_i)            every step
//   x_i <- (1/K) sum_j x_j               every H steps
//
// H = 1 is synchronous SGD. Period: E max_i (mean of H computations) + D/H a step, for an average that takes D.
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct LocalSgd final : AveragingStrategy {
  static constexpr std::string_view kind = "local_sgd";
  static constexpr std::string_view summary = "every worker steps by itself; all average their models every H steps";

  std::int64_t period = 8;  // H

  void describe(Fields& fields) override {
    fields.integer("period", period, {.min = 1, .max = 1e9}, "local steps between two averages (H)");
    describe_algorithm(fields);
  }
  StepShape step(int, std::uint64_t) const override { return local_steps(period, true); }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto H = static_cast<std::uint64_t>(period);
    return dawdle::start(job, std::make_unique<LocalTraining>(job, algorithm(), [H](const Round&) { return H; }));
  }
};

}  // namespace

Entry<Strategy> local_sgd() { return entry<Strategy, LocalSgd>(); }

}  // namespace dawdle
