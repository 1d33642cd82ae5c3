// Asynchronous SGD with a parameter server (Dean et al., "Large scale distributed deep networks", NIPS 2012; Recht et
// al. 2011 analyse its staleness). Nobody waits for anybody:
//
//   x <- x - eta g_i(x_{t - tau})      at each arrival, tau = updates between worker i's read and now
//
// K exponential workers: staleness is geometric with mean K - 1.
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

Process async_worker(Job& job, Worker& worker, ParameterServer& server) {
  while (job.running()) {
    Version x = co_await server.pull(worker);
    Gradient g = job.gradient(worker, x);
    co_await server.compute_and_push(worker, g);
  }
}

namespace {

struct Asynchronous final : Strategy {
  static constexpr std::string_view kind = "async";
  static constexpr std::string_view summary = "asynchronous parameter server: every gradient is applied as it arrives";

  ServerOptions server;

  void describe(Fields& fields) override { server.describe_with_overlap(fields); }
  const Overlap* overlap() const override { return &server.overlap; }
  int servers() const override { return server.hosts(); }
  StepShape step(int, std::uint64_t) const override { return {.server = &server}; }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_with_server(job, 1, server, {}, async_worker);
  }
};

}  // namespace

Entry<Strategy> asynchronous() { return entry<Strategy, Asynchronous>(); }

}  // namespace dawdle
