#include "sim/network/topologies/wan.hpp"

#include "sim/network/topologies/hosts.hpp"

namespace dawdle {

void Wan::describe_shape(Fields& fields) {
  fields.integers("sites", sites, {.min = 1, .max = 1e6, .required = true}, "hosts of each site, such as [8, 8, 4]");
  describe_cable(fields, cable, "a host's cable to its site's switch");
  fields.bandwidth("wan_bandwidth", between.bandwidth, {.above = 0}, "between two sites, in each direction");
  fields.seconds("wan_latency", between.latency, {.min = 0}, "between two sites");
}

Graph Wan::graph(int) const {
  Graph graph;
  std::vector<Graph::Node> switches;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Graph::Node site = graph.add_switch("site" + std::to_string(i));
    for (Graph::Node other : switches) graph.connect(other, site, between);
    switches.push_back(site);
    add_hosts_at(graph, site, sites[i], static_cast<int>(i), cable);
  }
  return graph;
}

}  // namespace dawdle
