#include "sim/network/shortest_paths.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <boost/range/iterator_range.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace dawdle {

namespace {

constexpr std::uint64_t kUnreachable = std::numeric_limits<std::uint64_t>::max();

// Picoseconds, so that equal ways are equal whatever the order of their links; and one more, so that of two with the
// same latency the one with fewer hops is shorter, and no circle is free.
std::uint64_t length_of(const Link& link, Metric metric) {
  return metric == Metric::hops ? 1 : static_cast<std::uint64_t>(std::llround(link.latency * 1e12)) + 1;
}

// SplitMix64's finalizer (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Where all links are equally long. Many times as fast as Dijkstra, which tells at thousands of destinations.
std::vector<std::uint64_t> breadth_first(const Graph::Structure& structure, Graph::Node root) {
  std::vector<std::uint64_t> distances(boost::num_vertices(structure), kUnreachable);
  distances[root] = 0;
  std::vector<Graph::Node> queue = {root};
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const auto& arc : boost::make_iterator_range(boost::out_edges(queue[i], structure)))
      if (const Graph::Node next = boost::target(arc, structure); distances[next] == kUnreachable) {
        distances[next] = distances[queue[i]] + 1;
        queue.push_back(next);
      }
  return distances;
}

}  // namespace

ShortestPaths::ShortestPaths(Graph graph, std::vector<Graph::Node> places, Metric metric, std::span<const LinkId> dead)
    : graph_(std::move(graph)),
      places_(std::move(places)),
      equal_lengths_(metric == Metric::hops && dead.empty()),
      distance_(boost::num_vertices(graph_.structure())) {
  for (const Link& link : graph_.links()) length_.push_back(length_of(link, metric));
  for (LinkId link : dead) length_[link] = kUnreachable;
  check_connected();
}

void ShortestPaths::check_connected() const {
  if (places_.empty())
    return;
  const Graph::Node first = places_.front();
  const auto check = [this](const Distances& distances, Graph::Node node, Graph::Node from, Graph::Node to) {
    if (distances[node] == kUnreachable)
      throw std::invalid_argument(fmt::format("expected a way between all hosts in use, but none leads from {} to {}",
                                              graph_[from].name, graph_[to].name));
  };
  const Distances to_first = search(first, Way::to), from_first = search(first, Way::from);
  for (Graph::Node node : places_) {
    check(to_first, node, node, first);
    check(from_first, node, first, node);
  }
}

ShortestPaths::Distances ShortestPaths::search(Graph::Node root, Way way) const {
  using Edge = boost::graph_traits<Graph::Structure>::edge_descriptor;
  const Graph::Structure& structure = graph_.structure();
  if (equal_lengths_)
    return breadth_first(structure, root);
  const auto length = [&](const Edge& edge) {
    const Graph::Arc& arc = structure[edge];
    return length_[way == Way::to ? arc.back : arc.link];
  };
  Distances distances(boost::num_vertices(structure));
  boost::dijkstra_shortest_paths(structure, root,
                                 boost::weight_map(boost::make_function_property_map<Edge>(length))
                                     .distance_map(distances.data())
                                     .distance_inf(kUnreachable)
                                     .distance_combine(boost::closed_plus<Distance>(kUnreachable)));
  return distances;
}

const ShortestPaths::Distances& ShortestPaths::distances_to(Graph::Node target) const {
  Distances& distances = distance_[target];
  if (distances.empty())
    distances = search(target, Way::to);
  return distances;
}

void ShortestPaths::route(Host from, Host to, std::vector<LinkId>& links) const {
  Graph::Node at = places_[static_cast<std::size_t>(from)];
  const Graph::Node target = places_[static_cast<std::size_t>(to)];
  if (at == target)
    return;
  const std::uint64_t key = mixed(at << 32 | target);
  const auto [arc, end] = boost::out_edges(target, graph_.structure());
  const bool one_cable = end - arc == 1;
  const Graph::Node gate = one_cable ? boost::target(*arc, graph_.structure()) : target;
  const Distances& distances = distances_to(gate);
  while (at != gate) at = step_nearer(at, distances, key, links);
  if (one_cable)
    links.push_back(graph_.structure()[*arc].back);
}

// Two passes over the neighbours, so that nothing need be remembered: how many lie nearer, then the chosen one.
Graph::Node ShortestPaths::step_nearer(Graph::Node at, const Distances& distances, std::uint64_t key,
                                       std::vector<LinkId>& links) const {
  const Graph::Structure& structure = graph_.structure();
  const auto out = boost::make_iterator_range(boost::out_edges(at, structure));
  const auto nearer = [&](const auto& edge) {
    const Distance rest = distances[boost::target(edge, structure)];
    const Distance length = length_[structure[edge].link];
    return rest != kUnreachable && length != kUnreachable && distances[at] - rest == length;
  };
  const auto ways = static_cast<std::uint64_t>(std::count_if(out.begin(), out.end(), nearer));
  auto skip = ways > 1 ? mixed(key ^ at) % ways : 0;
  const auto chosen =
      std::find_if(out.begin(), out.end(), [&](const auto& edge) { return nearer(edge) && skip-- == 0; });
  links.push_back(structure[*chosen].link);
  return boost::target(*chosen, structure);
}

}  // namespace dawdle
