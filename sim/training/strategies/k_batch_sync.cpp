// K-batch-sync SGD (Dutta et al. 2018): as K-sync, but a worker that finishes goes on with another batch at the same
// x_t, so that the first K gradients count whoever computed them.
//
//   x_{t+1} = x_t - eta (1/K) sum over the first K of g(x_t)      exponential: period K / (P mu), staleness 0
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

Process k_batch_sync_worker(Job& job, Worker& worker, ParameterServer& server) {
  while (job.running()) {
    Version x = co_await server.pull(worker);
    while (static_cast<double>(x.number()) == server.updates.value() && job.running()) {
      Gradient g = job.gradient(worker, x);
      const bool computed = co_await job.compute_unless(worker, server.updated);
      if (computed)
        co_await server.push(worker, g);
    }
  }
}

}  // namespace

namespace {

struct KBatchSync final : FirstKStrategy {
  static constexpr std::string_view kind = "k_batch_sync";
  static constexpr std::string_view summary =
      "the first K gradients, of whichever workers, make an update; then all begin anew";

  KBatchSync() : FirstKStrategy(k_batch_sync_worker, fresh_only, /*distinct=*/false, /*stops=*/true) {}
};

}  // namespace

Entry<Strategy> k_batch_sync() { return entry<Strategy, KBatchSync>(); }

}  // namespace dawdle
