// A connected random graph in which all workers have as many neighbours.
#pragma once

#include "sim/training/peers/undirected_peers.hpp"

namespace dawdle::peers {

// Made from a circulant graph by switching the ends of random pairs of edges (Cooper, Dyer, Greenhill, "Sampling
// regular graphs and a peer-to-peer network", 2007: the chain's stationary law is uniform), until it is well mixed and
// connected.
struct RandomRegular final : UndirectedPeers {
  static constexpr std::string_view kind = "random_regular";
  static constexpr std::string_view summary = "a random graph in which everybody has as many neighbours";

  std::int64_t degree = 4;

  void describe(Fields& fields) override {
    fields.integer("degree", degree, {.min = 1, .max = 1e6}, "neighbours of each worker");
  }
  Undirected graph(int workers, std::uint64_t seed) const override;
};

}  // namespace dawdle::peers
