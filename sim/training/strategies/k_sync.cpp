// K-sync SGD (Dutta et al., "Slow and stale gradients can win the race", AISTATS 2018): of P workers that begin at x_t,
// the first K to finish make the update, the others cancel what they do, and all begin again.
//
//   x_{t+1} = x_t - eta (1/K) sum over the first K of g_i(x_t)      period E X_{K:P}, staleness 0
//
// K = P is the synchronous server.
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

// A gradient that is on its way when the update happens arrives too late and is dropped.
Process first_k_worker(Job& job, Worker& worker, ParameterServer& server) {
  while (job.running()) {
    Version x = co_await server.pull(worker);
    if (static_cast<double>(x.number()) < server.updates.value())
      continue;  // out of date before it was there
    Gradient g = job.gradient(worker, x);
    const bool computed = co_await job.compute_unless(worker, server.updated);
    if (!computed)
      continue;
    co_await server.push(worker, g);
    co_await server.updates.at_least(static_cast<double>(x.number() + 1));
  }
}

namespace {

struct KSync final : FirstKStrategy {
  static constexpr std::string_view kind = "k_sync";
  static constexpr std::string_view summary =
      "the first K of P gradients make an update; the other workers stop and begin anew";

  KSync() : FirstKStrategy(first_k_worker, fresh_only, /*distinct=*/true, /*stops=*/true) {}
};

}  // namespace

Entry<Strategy> k_sync() { return entry<Strategy, KSync>(); }

}  // namespace dawdle
