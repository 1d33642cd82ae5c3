// Sites: fast inside, slow and far between.
#pragma once

#include "sim/network/graph_topology.hpp"

namespace dawdle {

// The hosts of a site are on its switch; a cable of its own joins the switches of any two sites.
class Wan final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "wan";
  static constexpr std::string_view summary = "sites that are fast inside, with slow and long cables between any two";

  std::vector<std::int64_t> sites;  // hosts of each
  Cable cable{.bandwidth = 1.25e9, .latency = 10e-6};
  Cable between{.bandwidth = 125e6, .latency = 20e-3};

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
