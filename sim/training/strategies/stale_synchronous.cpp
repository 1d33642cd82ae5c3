// Stale synchronous parallel (Ho et al., "More effective distributed ML via a stale synchronous parallel parameter
// server", NIPS 2013). Asynchronous, but nobody is more than s iterations ahead of the slowest:
//
//   worker i begins its iteration c only when  c - min_j c_j <= s
//
// s = 0 is bulk synchronous (its K updates of a round equal one with reduce = sum); s = infinity is asynchronous.
#include "sim/training/parameter_server.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct SspServer : ParameterServer {
  SspServer(Job& job, const ServerOptions& options)
      : ParameterServer(job, 1, options), slowest(job.clock(), job.workers()) {}
  SlowestClock slowest;
};

Process ssp_worker(Job& job, Worker& worker, SspServer& server, double s) {
  for (double c = 0; job.running(); ++c) {
    co_await server.slowest.at_least(c - s);
    Version x = co_await server.pull(worker);
    Gradient g = job.gradient(worker, x);
    co_await job.compute(worker);
    co_await server.push(worker, g);
    server.slowest.advance(worker);
  }
}

struct StaleSynchronous final : Strategy {
  static constexpr std::string_view kind = "ssp";
  static constexpr std::string_view summary = "stale synchronous parallel: nobody more than `staleness` steps ahead";

  std::int64_t staleness = 3;  // s
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("staleness", staleness, {.min = 0}, "iterations that a worker may be ahead of the slowest (s)");
    server.describe(fields);
  }
  int servers() const override { return server.hosts(); }
  StepShape step() const override { return {.staleness = staleness, .server = &server}; }
  std::unique_ptr<Running> start(Job& job) const override {
    auto running = std::make_unique<SspServer>(job, server);
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(ssp_worker(job, worker, *running, static_cast<double>(staleness)), {"worker", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> stale_synchronous() { return entry<Strategy, StaleSynchronous>(); }

}  // namespace dawdle
