// Racks of hosts under top-of-rack switches, those under one core switch.
#pragma once

#include "sim/network/graph_topology.hpp"

#include <optional>

namespace dawdle {

// A rack's uplink has (hosts per rack) x (bandwidth of a host) / oversubscription. Two hosts of a rack are 2 links
// apart, of different racks 4.
class Tree final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "tree";
  static constexpr std::string_view summary =
      "racks of hosts under one core switch, their uplinks oversubscribed or not";

  std::optional<std::int64_t> racks;  // unset: as many as needed
  std::int64_t hosts_per_rack = 0;
  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};
  std::optional<double> oversubscription;  // or else
  std::optional<double> uplink_bandwidth;  // bytes/s; neither: no oversubscription
  std::optional<double> uplink_latency;    // seconds; unset: as a host's

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
