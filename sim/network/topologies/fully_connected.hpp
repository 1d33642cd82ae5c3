// A cable of its own between any two hosts.
#pragma once

#include "sim/network/graph_topology.hpp"
#include "sim/network/topologies/hosts.hpp"

namespace dawdle {

// n hosts, n (n-1) / 2 cables.
class FullyConnected final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "fully_connected";
  static constexpr std::string_view summary = "a cable of its own between any two hosts";

  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};

  void describe_shape(Fields& fields) override { describe_cable(fields, cable, "the cable between two hosts"); }

  Graph graph(int hosts) const override {
    Graph graph;
    const std::vector<Graph::Node> nodes = add_hosts(graph, hosts);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      for (std::size_t j = i + 1; j < nodes.size(); ++j) graph.connect(nodes[i], nodes[j], cable);
    return graph;
  }
};

}  // namespace dawdle
