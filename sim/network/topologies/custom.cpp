#include "sim/network/topologies/custom.hpp"

#include "sim/network/topologies/graphml.hpp"

#include <fmt/format.h>

namespace dawdle {

void CustomNode::describe(Fields& fields) {
  fields.text("name", name, "what links and messages call it");
  fields.flag("switch", is_switch, "it only forwards: no worker or server stands on it");
  fields.integer("group", group, {.min = 0, .max = 1e6}, "its rack or site, for the placement \"interleaved\"");
}

void CustomLink::describe(Fields& fields) {
  fields.text("from", from, "the node at one end");
  fields.text("to", to, "the node at the other end");
  describe_cable(fields, cable, "this link");
  if (!fields.given("bandwidth"))
    fields.complain("bandwidth", "a bandwidth, such as \"10 Gbit/s\"");
  fields.flag("duplex", cable.duplex, "whether each direction has the bandwidth for itself");
  fields.text("label", cable.label, "tells several links between the same two nodes apart");
}

void Custom::describe_shape(Fields& fields) {
  fields.objects("nodes", nodes, "the hosts and switches");
  fields.objects("links", links, "the cables between them");
  fields.file("graphml", graphml, {},
              "a GraphML file instead: an undirected graph; of nodes name, switch (true or false) and group; of edges "
              "bandwidth (bytes/s), latency (s), duplex and label");
  if (graphml.empty() == nodes.empty())
    fields.complain("nodes", "either nodes and links or a graphml file");
}

Graph Custom::graph(int) const {
  if (!graphml.empty())
    return read_graphml_file(graphml);
  Graph graph;
  for (const CustomNode& node : nodes)
    node.is_switch ? graph.add_switch(node.name) : graph.add_host(node.name, static_cast<int>(node.group));
  for (const CustomLink& link : links) {
    const std::string who = fmt::format("the link {}<->{}", link.from, link.to);
    graph.connect(graph.node(link.from, who), graph.node(link.to, who), link.cable);
  }
  return graph;
}

}  // namespace dawdle
