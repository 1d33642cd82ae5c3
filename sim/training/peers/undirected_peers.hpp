// Peers that give to each other as much as they take.
#pragma once

#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/peers/worker_graph.hpp"

namespace dawdle {

// An undirected graph, the same in every round, with Metropolis-Hastings weights.
class UndirectedPeers : public PeerGraph {
 public:
  virtual Undirected graph(int workers, std::uint64_t seed) const = 0;
  std::vector<Mixing> rounds(int workers, std::uint64_t seed) const final { return {metropolis(graph(workers, seed))}; }
};

}  // namespace dawdle
