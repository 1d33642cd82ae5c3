// A 2D or 3D torus: every row, column and pillar is a ring.
#pragma once

#include "sim/network/graph_topology.hpp"

namespace dawdle {

// Hosts in row-major order: the last dimension varies fastest. A dimension of 2 has one cable between its two hosts.
class Torus final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "torus";
  static constexpr std::string_view summary = "a 2D or 3D grid whose rows, columns and pillars are rings";

  std::vector<std::int64_t> dims;
  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
