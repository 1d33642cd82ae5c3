// Workers in a circle.
#pragma once

#include "sim/training/peers/undirected_peers.hpp"

namespace dawdle::peers {

// i - i + 1. Two workers have one edge; from three on all weights are 1/3.
struct Ring final : UndirectedPeers {
  static constexpr std::string_view kind = "ring";
  static constexpr std::string_view summary = "workers in a circle, each with two neighbours";

  void describe(Fields&) override {}
  Undirected graph(int workers, std::uint64_t) const override {
    const auto n = static_cast<std::size_t>(workers);
    Undirected out(n);
    for (std::size_t i = 0; n > 1 && i < n; ++i) add_edge(i, (i + 1) % n, out);
    return out;
  }
};

}  // namespace dawdle::peers
