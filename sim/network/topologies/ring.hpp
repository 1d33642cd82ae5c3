// Hosts in a circle, each joined to the next by a cable.
#pragma once

#include "sim/network/graph_topology.hpp"

namespace dawdle {

// n hosts, n cables; a message goes the shorter way around, through the hosts between.
class RingTopology final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "ring";
  static constexpr std::string_view summary = "hosts in a circle, each joined to the next";

  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};

  void describe_shape(Fields& fields) override { describe_cable(fields, cable, "the cable between two neighbours"); }
  Graph graph(int hosts) const override;
};

// Joins the nodes in a circle; two of them by one cable.
void connect_ring(Graph& graph, const std::vector<Graph::Node>& nodes, const Cable& cable);

}  // namespace dawdle
