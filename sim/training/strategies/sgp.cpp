// Stochastic gradient push (Assran, Loizou, Ballas, Rabbat, "Stochastic gradient push for distributed deep learning",
// ICML 2019): SGD over directed graphs. Push-sum: a worker gives away shares of its model, and of a weight w that tells
// how much of a model it has.
//
//   x_i^(k+1/2) = x_i^(k) - gamma g_i(z_i^(k))
//   x_i^(k+1) = sum_j P_ij x_j^(k+1/2),   w_i^(k+1) = sum_j P_ij w_j^(k),   z_i^(k+1) = x_i^(k+1) / w_i^(k+1)
//
// P is column-stochastic. Overlap SGP (the paper's algorithm 2): workers send every tau steps and take what has
// arrived; only what was sent tau steps ago must have. tau = 0 is SGP.
#include "sim/training/gossip.hpp"
#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dawdle {

namespace {

// Rounds that must be complete at the end of step k.
std::uint64_t rounds_due(std::uint64_t k, std::uint64_t tau) {
  return k < tau ? 0 : (k - tau) / std::max<std::uint64_t>(1, tau) + 1;
}

Process sgp_worker(Job& job, Worker& worker, Gossip& gossip, std::uint64_t tau) {
  const std::uint64_t period = std::max<std::uint64_t>(1, tau);
  Version x = job.initial(), z = x;
  double w = 1;
  for (std::uint64_t k = 0; job.running(k); ++k) {
    Gradient g = job.gradient(worker, z);
    co_await job.compute(worker);
    x = job.uncounted_step(worker, x, g);
    std::vector<Term> kept;
    if (k % period == 0)
      gossip.send(worker, k / period, x, std::exchange(w, 0));
    else
      kept.push_back({1, x});
    co_await gossip.arrived(worker, rounds_due(k, tau));
    for (ModelMessage& message : gossip.take(worker, k / period + 1)) {
      kept.push_back({message.weight, message.x});
      w += message.weight * message.push_weight;
    }
    x = job.learner().combine(k + 1, kept);
    const std::array debiased = {Term{1 / w, x}};
    z = job.learner().combine(k + 1, debiased);
    gossip.stepped(worker, z, g);
  }
}

struct Sgp final : Strategy {
  static constexpr std::string_view kind = "sgp";
  static constexpr std::string_view summary = "stochastic gradient push: models go along a directed graph";

  std::unique_ptr<PeerGraph> peers;
  std::int64_t overlap = 0;  // tau

  void describe(Fields& fields) override {
    describe_peers(fields, peers, "one_peer_exponential");
    fields.integer("overlap", overlap, {.min = 0, .max = 1e9},
                   "steps that messages may take (tau), which then are sent as often; 0: every step waits for its own");
  }
  bool sends_gradients() const override { return false; }
  void check(int workers) const override { rounds_of(*peers, workers, 0, Use::push_sum); }

  StepShape step(int workers, std::uint64_t seed) const override {
    if (overlap > 0)
      return {.unknown = "models are exchanged while gradients are computed"};
    return {.neighbours = NeighbourSteps{
                .rounds = rounds_of(*peers, workers, seed, Use::push_sum), .push_sum = true, .adapt_first = true}};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto rounds = rounds_of(*peers, job.workers(), job.seed(), Use::push_sum);
    auto gossip = std::make_unique<Gossip>(job, std::move(rounds));
    return start_workers(job, std::move(gossip), sgp_worker, overlap);
  }
};

}  // namespace

Entry<Strategy> sgp() { return entry<Strategy, Sgp>(); }

}  // namespace dawdle
