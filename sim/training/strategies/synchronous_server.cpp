// Synchronous SGD with a parameter server (Chen et al., "Revisiting distributed synchronous SGD", 2016, without backup
// workers):
//
//   x_{t+1} = x_t - eta (1/K) sum_i g_i(x_t)      when the last of K pushes has arrived; then all pull
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

Process sync_worker(Job& job, Worker& worker, ParameterServer& server) {
  for (std::uint64_t t = 0; job.running(t); ++t) {
    Version x = co_await server.pull(worker);
    Gradient g = job.gradient(worker, x);
    co_await server.compute_and_push(worker, g);
    co_await server.updates.at_least(static_cast<double>(t + 1));
  }
}

struct SynchronousServer final : Strategy {
  static constexpr std::string_view kind = "sync_server";
  static constexpr std::string_view summary = "synchronous parameter server: one update from all workers' gradients";

  ServerOptions server;

  void describe(Fields& fields) override { server.describe_with_overlap(fields); }
  const Overlap* overlap() const override { return &server.overlap; }
  int servers() const override { return server.hosts(); }
  bool only_adds_up() const override { return true; }
  StepShape step(int, std::uint64_t) const override { return {.synchronous = true, .server = &server}; }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_with_server(job, job.cluster().workers.size(), server, {}, sync_worker);
  }
};

}  // namespace

Entry<Strategy> synchronous_server() { return entry<Strategy, SynchronousServer>(); }

}  // namespace dawdle
