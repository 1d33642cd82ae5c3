// Hosts "h0", "h1", ... and the cables that join them to a switch.
#pragma once

#include "sim/network/graph.hpp"

#include <string>
#include <vector>

namespace dawdle {

// `count` more hosts of a group, numbered on from those there are.
inline std::vector<Graph::Node> add_hosts(Graph& graph, std::int64_t count, int group = 0) {
  std::vector<Graph::Node> out;
  for (std::int64_t i = 0; i < count; ++i)
    out.push_back(graph.add_host("h" + std::to_string(graph.hosts().size()), group));
  return out;
}

// The same, each joined to the switch.
inline void add_hosts_at(Graph& graph, Graph::Node at, std::int64_t count, int group, const Cable& cable) {
  for (Graph::Node host : add_hosts(graph, count, group)) graph.connect(host, at, cable);
}

// How many parts of that size hold all.
inline std::int64_t parts_of(std::int64_t all, std::int64_t size) { return (all + size - 1) / size; }

}  // namespace dawdle
