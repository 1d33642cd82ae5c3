// Rennala SGD (Tyurin & Richtarik, "Optimal time complexities of parallel stochastic optimization methods under a fixed
// computation model", NeurIPS 2023): the server collects a batch of S gradients at its newest point, whoever computed
// them. A stale one is ignored when it arrives; no computation is stopped.
//
//   x_{k+1} = x_k - gamma (1/S) sum of S g(x_k)
//
// K-batch-sync is the same with the stale computations stopped.
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct Rennala final : FirstKStrategy {
  static constexpr std::string_view kind = "rennala";
  static constexpr std::string_view summary =
      "every K gradients at the newest point make an update; stale ones are ignored as they arrive";

  Rennala() : FirstKStrategy(async_worker, fresh_only, /*distinct=*/false, /*stops=*/false) {}
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "workers go on with gradients that will be ignored"};
  }
};

}  // namespace

Entry<Strategy> rennala() { return entry<Strategy, Rennala>(); }

}  // namespace dawdle
