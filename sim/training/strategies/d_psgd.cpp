// D-PSGD, decentralized parallel SGD (Lian et al., "Can decentralized algorithms outperform centralized algorithms?",
// NIPS 2017): every worker steps by itself and averages with its neighbours alone.
//
//   x_i <- sum_j W_ij x_j - eta g_i(x_i)           combine, then adapt
//   x_i <- sum_j W_ij (x_j - eta g_j(x_j))         adapt, then combine
//
// W is doubly stochastic. A worker waits for its neighbours, not for all: there is no barrier. In the paper the
// exchange of x_k runs beside the gradient at x_k ("overlap").
#include "sim/training/gossip.hpp"
#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct Order {
  bool adapt_first;
  bool overlap;
};

Process d_psgd_worker(Job& job, Worker& worker, Gossip& gossip, Order order) {
  Version x = job.initial();
  while (job.running(x.number())) {
    const std::uint64_t k = x.number();
    Gradient g = job.gradient(worker, x);
    if (order.overlap)
      gossip.send(worker, k, x);
    co_await job.compute(worker);
    if (order.adapt_first)
      x = job.uncounted_step(worker, x, g);
    if (!order.overlap)
      gossip.send(worker, k, x);
    x = co_await gossip.mix(worker, k);
    if (!order.adapt_first)
      x = job.uncounted_step(worker, x, g);
    gossip.stepped(worker, x, g);
  }
}

struct DPsgd final : Strategy {
  static constexpr std::string_view kind = "d_psgd";
  static constexpr std::string_view summary = "every worker steps by itself and averages with its neighbours";

  std::unique_ptr<PeerGraph> peers;
  std::string order = "combine_then_adapt";
  bool overlap = false;

  void describe(Fields& fields) override {
    describe_peers(fields, peers, "ring");
    fields.choice("order", order, {"combine_then_adapt", "adapt_then_combine"},
                  "whether the gradient's step is taken after the average, or before it");
    fields.flag("overlap", overlap, "whether models are exchanged while the gradient is computed");
    if (overlap && order == "adapt_then_combine")
      fields.complain("overlap", "false where the step comes before the exchange");
  }
  bool sends_gradients() const override { return false; }
  void check(int workers) const override { rounds_of(*peers, workers, 0, Use::average); }

  StepShape step(int workers, std::uint64_t seed) const override {
    if (overlap)
      return {.unknown = "models are exchanged while gradients are computed"};
    return {.neighbours = NeighbourSteps{.rounds = rounds_of(*peers, workers, seed, Use::average),
                                         .adapt_first = order == "adapt_then_combine"}};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto rounds = rounds_of(*peers, job.workers(), job.seed(), Use::average);
    return start_workers(job, std::make_unique<Gossip>(job, std::move(rounds)), d_psgd_worker,
                         Order{order == "adapt_then_combine", overlap});
  }
};

}  // namespace

Entry<Strategy> d_psgd() { return entry<Strategy, DPsgd>(); }

}  // namespace dawdle
