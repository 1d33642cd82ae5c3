// Stale synchronous parallel (Ho et al., "More effective distributed ML via a stale synchronous parallel parameter
// server", NIPS 2013). Asynchronous, but nobody is more than s iterations ahead of the slowest:
//
//   worker i begins its iteration c only when  c - min_j c_j <= s
//
// s = 0 is bulk synchronous (its K updates of a round equal one with reduce = sum); s = infinity is asynchronous.
//
// With the paper's worker cache (its section 3) a worker reads the copy it has as long as that has all updates of the
// iterations before c - s, and pulls only then: fewer pulls, staler reads. It sees its own updates at once
// (read-my-writes): its copy takes the same steps, by an optimizer of its own.
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
    co_await server.compute_and_push(worker, g);
    server.slowest.advance(worker);
  }
}

// The copy's number counts the updates in it, its own among them, so that staleness is what is missing.
Process cached_worker(Job& job, Worker& worker, SspServer& server, double s) {
  Version x = job.initial();
  double copied = 0;  // the slowest clock then: x has every update of the iterations before it
  for (double c = 0; job.running(); ++c) {
    if (copied < c - s) {
      co_await server.slowest.at_least(c - s);
      copied = server.slowest.value();
      x = co_await server.pull(worker, Readers::several);
    }
    Gradient g = job.gradient(worker, x);
    co_await job.compute(worker);
    job.learner().pack(g);
    x = job.provisional_step(worker, x, g, static_cast<double>(g.samples));
    co_await server.push_packed(worker, g);
    server.slowest.advance(worker);
  }
}

struct StaleSynchronous final : Strategy {
  static constexpr std::string_view kind = "ssp";
  static constexpr std::string_view summary = "stale synchronous parallel: nobody more than `staleness` steps ahead";

  std::int64_t staleness = 3;  // s
  bool cache = false;
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("staleness", staleness, {.min = 0}, "iterations that a worker may be ahead of the slowest (s)");
    fields.flag(
        "cache", cache,
        "whether a worker pulls only when its copy is older than `staleness` allows, and steps on it meanwhile");
    server.describe_with_overlap(fields);
    if (cache && server.overlap.wait_free)
      fields.complain("overlap", "\"none\" beside a cache, whose copy takes the step before the push");
  }
  const Overlap* overlap() const override { return &server.overlap; }
  int servers() const override { return server.hosts(); }
  StepShape step(int, std::uint64_t) const override {
    if (cache)
      return {};
    return {.staleness = staleness, .server = &server};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto process = [this](Job& of, Worker& worker, SspServer& at) {
      const auto s = static_cast<double>(staleness);
      return cache ? cached_worker(of, worker, at, s) : ssp_worker(of, worker, at, s);
    };
    return start_workers(job, std::make_unique<SspServer>(job, server), process);
  }
};

}  // namespace

Entry<Strategy> stale_synchronous() { return entry<Strategy, StaleSynchronous>(); }

}  // namespace dawdle
