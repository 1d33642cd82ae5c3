// K-batch-async SGD (Dutta et al. 2018): asynchronous SGD whose server collects K gradients, whoever pushed them, for
// each update. A worker that has pushed pulls what there is and goes on.
//
//   x_{t+1} = x_t - eta (1/K) sum of K g(x_{t - tau})      period K E[X] / P and mean staleness (P-1)/K, any law
//
// K = 1 is asynchronous SGD.
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct KBatchAsync final : FirstKStrategy {
  static constexpr std::string_view kind = "k_batch_async";
  static constexpr std::string_view summary = "every K gradients, of whichever workers, make an update; nobody waits";

  KBatchAsync() : FirstKStrategy(async_worker, {}, /*distinct=*/false, /*stops=*/false) {}
};

}  // namespace

Entry<Strategy> k_batch_async() { return entry<Strategy, KBatchAsync>(); }

}  // namespace dawdle
