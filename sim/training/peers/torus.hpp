// A grid whose rows and columns are rings.
#pragma once

#include "sim/training/peers/undirected_peers.hpp"

#include <optional>

namespace dawdle::peers {

// Workers in row-major order.
struct Torus final : UndirectedPeers {
  static constexpr std::string_view kind = "torus";
  static constexpr std::string_view summary = "a 2D grid whose rows and columns are rings, of four neighbours each";

  std::optional<std::int64_t> rows;  // unset: as square as can be

  void describe(Fields& fields) override {
    fields.integer("rows", rows, {.min = 2, .max = 1e6}, "of the grid; by default it is as square as can be");
  }
  Undirected graph(int workers, std::uint64_t seed) const override;
};

}  // namespace dawdle::peers
