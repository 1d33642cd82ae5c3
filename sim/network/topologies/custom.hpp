// A cluster node by node and link by link: listed in the scenario, or read from a GraphML file.
#pragma once

#include "sim/network/graph_topology.hpp"

#include <string>
#include <vector>

namespace dawdle {

struct CustomNode {
  std::string name;
  bool is_switch = false;
  std::int64_t group = 0;
  void describe(Fields& fields);
};

struct CustomLink {
  std::string from, to;
  Cable cable;
  void describe(Fields& fields);
};

class Custom final : public GraphTopology {
 public:
  static constexpr std::string_view kind = "custom";
  static constexpr std::string_view summary = "nodes and links as listed, or as in a GraphML file";

  std::vector<CustomNode> nodes;
  std::vector<CustomLink> links;
  std::string graphml;  // a file, instead of both

  void describe_shape(Fields& fields) override;
  Graph graph(int hosts) const override;
};

}  // namespace dawdle
