#include "sim/network/topologies/fat_tree.hpp"

#include "sim/network/topologies/hosts.hpp"

#include <fmt/format.h>

namespace dawdle {

void FatTree::describe_shape(Fields& fields) {
  fields.integer("k", k, {.min = 2, .max = 64, .required = true}, "ports of a switch, an even number");
  if (k % 2 != 0)
    fields.complain("k", "an even number of ports");
  describe_cable(fields, cable, "every cable");
}

Graph FatTree::graph(int) const {
  Graph graph;
  const auto half = static_cast<std::size_t>(k / 2);
  std::vector<Graph::Node> cores;
  for (std::size_t i = 0; i < half * half; ++i) cores.push_back(graph.add_switch(fmt::format("core{}", i)));
  for (int pod = 0; pod < k; ++pod) {
    std::vector<Graph::Node> aggregation;
    for (std::size_t i = 0; i < half; ++i) {
      aggregation.push_back(graph.add_switch(fmt::format("pod{}.aggregation{}", pod, i)));
      for (std::size_t j = 0; j < half; ++j) graph.connect(aggregation[i], cores[i * half + j], cable);
    }
    for (std::size_t i = 0; i < half; ++i) {
      const Graph::Node edge = graph.add_switch(fmt::format("pod{}.edge{}", pod, i));
      for (Graph::Node above : aggregation) graph.connect(edge, above, cable);
      add_hosts_at(graph, edge, k / 2, pod, cable);
    }
  }
  return graph;
}

}  // namespace dawdle
