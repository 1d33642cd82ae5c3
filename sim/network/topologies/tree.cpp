#include "sim/network/topologies/tree.hpp"

#include "sim/network/topologies/hosts.hpp"

namespace dawdle {

void Tree::describe_shape(Fields& fields) {
  fields.integer("racks", racks, {.min = 1, .max = 1e6},
                 "how many; by default as many as the workers and servers need");
  fields.integer("hosts_per_rack", hosts_per_rack, {.min = 1, .max = 1e6, .required = true}, "hosts under each switch");
  describe_cable(fields, cable, "a host's cable to its rack's switch");
  fields.number("oversubscription", oversubscription, {.above = 0},
                "of a rack's uplink: the bandwidth of the rack's hosts together over that of the uplink; 1 unless "
                "uplink_bandwidth is given");
  fields.bandwidth("uplink_bandwidth", uplink_bandwidth, {.above = 0},
                   "of a rack's cable to the core, in each direction; instead of oversubscription");
  fields.seconds("uplink_latency", uplink_latency, {.min = 0}, "of that cable; by default a host's");
  if (!oversubscription && !uplink_bandwidth)
    oversubscription = 1;
  if (oversubscription && uplink_bandwidth)
    fields.complain("uplink_bandwidth", "either uplink_bandwidth or oversubscription");
}

Graph Tree::graph(int hosts) const {
  const double rack_bandwidth = static_cast<double>(hosts_per_rack) * cable.bandwidth;
  const Cable uplink{.bandwidth = uplink_bandwidth.value_or(rack_bandwidth / oversubscription.value_or(1)),
                     .latency = uplink_latency.value_or(cable.latency)};
  Graph graph;
  const Graph::Node core = graph.add_switch("core");
  for (int rack = 0; rack < racks.value_or(parts_of(hosts, hosts_per_rack)); ++rack) {
    const Graph::Node top = graph.add_switch("rack" + std::to_string(rack));
    graph.connect(top, core, uplink);
    add_hosts_at(graph, top, hosts_per_rack, rack, cable);
  }
  return graph;
}

}  // namespace dawdle
