// The one-peer exponential graph (Assran et al. 2019; Ying et al. 2021): the static one, one hop a round.
#pragma once

#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/peers/worker_graph.hpp"

#include <algorithm>

namespace dawdle::peers {

// Round k: i -> i + 2^(k mod ceil(log2 n)) mod n, weights 1/2. Where n is a power of two, log2 n rounds in a row
// average exactly.
struct OnePeerExponential final : PeerGraph {
  static constexpr std::string_view kind = "one_peer_exponential";
  static constexpr std::string_view summary = "each worker gives to one other, 1, 2, 4, 8, ... places on in turn";

  void describe(Fields&) override {}
  std::vector<Mixing> rounds(int workers, std::uint64_t) const override {
    const auto n = static_cast<std::size_t>(workers);
    std::vector<Mixing> out;
    for (std::size_t hop = 1; hop < std::max<std::size_t>(n, 2); hop *= 2) {
      Directed graph(n);
      for (std::size_t i = 0; n > 1 && i < n; ++i) add_edge(i, (i + hop) % n, graph);
      out.push_back(uniform(graph));
    }
    return out;
  }
};

}  // namespace dawdle::peers
