// The corners of a cube of log2 n dimensions.
#pragma once

#include "sim/training/peers/undirected_peers.hpp"

#include <fmt/format.h>

#include <bit>
#include <stdexcept>

namespace dawdle::peers {

// Neighbours' numbers differ in one binary digit. All weights are 1 / (1 + log2 n).
struct Hypercube final : UndirectedPeers {
  static constexpr std::string_view kind = "hypercube";
  static constexpr std::string_view summary = "corners of a cube of log2 n dimensions; n is a power of two";

  void describe(Fields&) override {}
  Undirected graph(int workers, std::uint64_t) const override {
    const auto n = static_cast<std::size_t>(workers);
    if (!std::has_single_bit(n))
      throw std::invalid_argument(fmt::format("expected a power of two of workers for a hypercube, got {}", workers));
    Undirected out(n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t bit = 1; bit < n; bit *= 2) add_edge(i, i ^ bit, out);
    return out;
  }
};

}  // namespace dawdle::peers
