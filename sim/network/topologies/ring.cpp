#include "sim/network/topologies/ring.hpp"

#include "sim/network/topologies/hosts.hpp"

namespace dawdle {

Graph RingTopology::graph(int hosts) const {
  Graph graph;
  connect_ring(graph, add_hosts(graph, hosts), cable);
  return graph;
}

void connect_ring(Graph& graph, const std::vector<Graph::Node>& nodes, const Cable& cable) {
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) graph.connect(nodes[i], nodes[i + 1], cable);
  if (nodes.size() > 2)
    graph.connect(nodes.back(), nodes.front(), cable);
}

}  // namespace dawdle
