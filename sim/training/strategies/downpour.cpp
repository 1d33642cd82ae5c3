// Downpour SGD (Dean et al., "Large scale distributed deep networks", NIPS 2012): asynchronous, but a worker fetches
// the parameters only every n_fetch steps, steps by itself between, and pushes only every n_push steps what it accrued.
//
//   x <- the server's               every n_fetch steps
//   a <- a + g_i(x);  x <- x - eta g_i(x)
//   server: x <- x - eta a;  a <- 0            every n_push steps
//
// n_push = n_fetch = 1 is asynchronous SGD. The staleness of a push counts from the fetch before its first gradient.
#include "sim/training/parameter_server.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

Process downpour_worker(Job& job, Worker& worker, ParameterServer& server, std::uint64_t n_fetch,
                        std::uint64_t n_push) {
  Version x = job.initial();
  Gradient accrued;
  for (std::uint64_t step = 0; job.running(); ++step) {
    if (step % n_fetch == 0)
      x = co_await server.pull(worker, Readers::several);
    Gradient g = job.gradient(worker, x);
    co_await job.compute(worker);
    if ((step + 1) % n_fetch != 0) {
      const auto samples = static_cast<double>(g.samples);
      x = job.provisional_step(worker, x, g, samples).renumbered(x.number());
    }
    if (step % n_push == 0)
      accrued = std::move(g);
    else
      job.learner().add(accrued, g);
    if ((step + 1) % n_push == 0)
      co_await server.push(worker, accrued);
  }
}

struct Downpour final : Strategy {
  static constexpr std::string_view kind = "downpour";
  static constexpr std::string_view summary = "asynchronous, with fetches and pushes every so many steps";

  std::int64_t fetch = 5, push = 5;  // n_fetch, n_push
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("fetch_every", fetch, {.min = 1, .max = 1e9},
                   "steps between two fetches of the parameters (n_fetch)");
    fields.integer("push_every", push, {.min = 1, .max = 1e9}, "steps whose gradients are pushed together (n_push)");
    server.describe_hosts(fields);
  }
  int servers() const override { return server.hosts(); }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_workers(job, std::make_unique<ParameterServer>(job, 1, server), downpour_worker, fetch, push);
  }
};

}  // namespace

Entry<Strategy> downpour() { return entry<Strategy, Downpour>(); }

}  // namespace dawdle
