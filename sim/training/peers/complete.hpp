// Everybody with everybody.
#pragma once

#include "sim/training/peers/undirected_peers.hpp"

namespace dawdle::peers {

// All weights are 1/n: one round averages exactly.
struct Complete final : UndirectedPeers {
  static constexpr std::string_view kind = "complete";
  static constexpr std::string_view summary = "every worker is every other's neighbour";

  void describe(Fields&) override {}
  Undirected graph(int workers, std::uint64_t) const override {
    const auto n = static_cast<std::size_t>(workers);
    Undirected out(n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) add_edge(j, i, out);
    return out;
  }
};

}  // namespace dawdle::peers
