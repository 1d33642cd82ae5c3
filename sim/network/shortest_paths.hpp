// Shortest routes over a graph, spread over the equal ones by a hash (equal-cost multi-path, RFC 2992).
#pragma once

#include "sim/network/graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dawdle {

enum class Metric { hops, latency };

// A route is walked from its source: at each node one of the links that lead nearer, chosen by a hash of source,
// destination and node. So a pair of hosts always takes the same way, and pairs spread over the ways there are.
//
// What is kept is not routes but, for each destination that has been asked for, every node's distance from it. Hosts
// with one cable share the distances of the node it leads to: 1.4 MB for a fat-tree of 1,024 hosts.
class ShortestPaths final : public Router {
 public:
  // places: the node of each host, by its number. Links in `dead` are not used. Throws std::invalid_argument naming
  // two nodes when there is no way from one to the other.
  ShortestPaths(Graph graph, std::vector<Graph::Node> places, Metric metric, std::span<const LinkId> dead = {});

  void route(Host from, Host to, std::vector<LinkId>& links) const override;

 private:
  using Distance = std::uint64_t;
  using Distances = std::vector<Distance>;  // by node
  enum class Way { to, from };

  // Of every node, to or from the root.
  Distances search(Graph::Node root, Way way) const;
  const Distances& distances_to(Graph::Node target) const;
  Graph::Node step_nearer(Graph::Node at, const Distances& distances, std::uint64_t key,
                          std::vector<LinkId>& links) const;
  void check_connected() const;

  Graph graph_;
  std::vector<Graph::Node> places_;
  std::vector<Distance> length_;  // by link
  bool equal_lengths_;
  mutable std::vector<Distances> distance_;  // by target; empty: not asked for
};

}  // namespace dawdle
