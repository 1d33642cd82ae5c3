// The static exponential graph (Ying et al., "Exponential graph is provably efficient for decentralized deep training",
// NeurIPS 2021): each worker gives to those 1, 2, 4, 8, ... places further on.
#pragma once

#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/peers/worker_graph.hpp"

namespace dawdle::peers {

// i -> i + 2^j mod n for all 2^j < n, weights 1 / (1 + ceil(log2 n)). Directed, yet doubly stochastic. Spectral gap
// 2 / (1 + log2 n) where n is a power of two.
struct Exponential final : PeerGraph {
  static constexpr std::string_view kind = "exponential";
  static constexpr std::string_view summary = "each worker gives to those 1, 2, 4, 8, ... places further on";

  void describe(Fields&) override {}
  std::vector<Mixing> rounds(int workers, std::uint64_t) const override {
    const auto n = static_cast<std::size_t>(workers);
    Directed graph(n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t hop = 1; hop < n; hop *= 2) add_edge(i, (i + hop) % n, graph);
    return {uniform(graph)};
  }
};

}  // namespace dawdle::peers
