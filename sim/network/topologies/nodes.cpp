#include "sim/network/topologies/nodes.hpp"

#include "sim/network/topologies/hosts.hpp"

namespace dawdle {

void Nodes::describe_shape(Fields& fields) {
  fields.integer("nodes", nodes, {.min = 1, .max = 1e6},
                 "how many; by default as many as the workers and servers need");
  fields.integer("per_node", per_node, {.min = 1, .max = 1e6, .required = true}, "accelerators of a node");
  describe_cable(fields, local, "an accelerator's link to the node's own switch");
  fields.integer("nics", nics, {.min = 1, .max = 1000}, "network cards of a node");
  fields.bandwidth("nic_bandwidth", nic.bandwidth, {.above = 0}, "of each card, in each direction");
  fields.seconds("nic_latency", nic.latency, {.min = 0}, "of each card's cable");
}

Graph Nodes::graph(int hosts) const {
  Graph graph;
  const Graph::Node common = graph.add_switch("switch");
  for (int i = 0; i < nodes.value_or(parts_of(hosts, per_node)); ++i) {
    const Graph::Node node = graph.add_switch("node" + std::to_string(i));
    for (int card = 0; card < nics; ++card) {
      Cable cable = nic;
      cable.label = nics > 1 ? "nic" + std::to_string(card) : "";
      graph.connect(node, common, cable);
    }
    add_hosts_at(graph, node, per_node, i, local);
  }
  return graph;
}

}  // namespace dawdle
