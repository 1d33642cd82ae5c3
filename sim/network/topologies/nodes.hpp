// Nodes of several accelerators on a fast local switch, with network cards to a common switch that never blocks.
#pragma once

#include "sim/network/graph_topology.hpp"

#include <optional>

namespace dawdle {

// A host is an accelerator. Messages within a node cross two local links; between nodes also one card of each, chosen
// by the hash that chooses among equal routes.
class Nodes final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "nodes";
  static constexpr std::string_view summary =
      "nodes of accelerators on a fast local switch, with cards to a common switch";

  std::optional<std::int64_t> nodes;  // unset: as many as needed
  std::int64_t per_node = 0;
  std::int64_t nics = 1;
  Cable local{.bandwidth = 150e9, .latency = 1e-6};
  Cable nic{.bandwidth = 12.5e9, .latency = 10e-6};

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
