// K-async SGD (Dutta et al. 2018): the first K workers to finish make the update and begin again at it; the others go
// on with the gradient they are at, however stale it becomes.
//
//   x_{t+1} = x_t - eta (1/K) sum of K g_i(x_{t - tau_i})      mean staleness P/K - 1, any law
//
// K = 1 is asynchronous SGD, K = P the synchronous server.
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

Process k_async_worker(Job& job, Worker& worker, ParameterServer& server) {
  while (job.running()) {
    Version x = co_await server.pull(worker);
    Gradient g = job.gradient(worker, x);
    const std::uint64_t update = co_await server.compute_and_push(worker, g);
    co_await server.updates.at_least(static_cast<double>(update));
  }
}

namespace {

struct KAsync final : FirstKStrategy {
  static constexpr std::string_view kind = "k_async";
  static constexpr std::string_view summary =
      "the first K gradients of different workers make an update; the others go on";

  KAsync() : FirstKStrategy(k_async_worker, {}, /*distinct=*/true, /*stops=*/false) {}
};

}  // namespace

Entry<Strategy> k_async() { return entry<Strategy, KAsync>(); }

}  // namespace dawdle
