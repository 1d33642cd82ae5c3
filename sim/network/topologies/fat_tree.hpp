// A k-ary fat-tree (Al-Fares, Loukissas and Vahdat, "A scalable, commodity data center network architecture", 2008).
#pragma once

#include "sim/network/graph_topology.hpp"

namespace dawdle {

// k pods, each of k/2 edge and k/2 aggregation switches, and (k/2)^2 core switches, all with k equal ports; k/2 hosts
// at an edge switch. The j-th aggregation switch of every pod is joined to cores j k/2 .. (j+1) k/2 - 1.
//
//   hosts k^3/4 | switches 5 k^2/4 | cables 3 k^3/4 | ways between pods (k/2)^2 | full bisection bandwidth
class FatTree final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "fat_tree";
  static constexpr std::string_view summary =
      "a k-ary fat-tree of equal switches: k^3/4 hosts, (k/2)^2 ways between pods";

  std::int64_t k = 4;
  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
