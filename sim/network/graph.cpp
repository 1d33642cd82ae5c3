#include "sim/network/graph.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dawdle {

namespace {

// They stand in tables and messages as they are.
void check_name(const std::string& name) {
  if (name.empty())
    throw std::invalid_argument("expected a name for every node, got a node without one");
  if (name.find_first_of(",\"\r\n") != std::string::npos)
    throw std::invalid_argument(fmt::format("expected names without commas, quotes and line breaks, got {}", name));
}

}  // namespace

Graph::Node Graph::add(NodeInfo info) {
  check_name(info.name);
  const Node node = boost::num_vertices(*structure_);
  if (!by_name_.emplace(info.name, node).second)
    throw std::invalid_argument(fmt::format("expected every node once, got \"{}\" twice", info.name));
  if (info.is_host)
    hosts_.push_back(node);
  boost::add_vertex(std::move(info), *structure_);
  return node;
}

void Graph::connect(Node a, Node b, const Cable& cable) {
  const std::string& from = (*structure_)[a].name;
  const std::string& to = (*structure_)[b].name;
  const std::string label = cable.label.empty() ? "" : ":" + cable.label;
  const std::string name = fmt::format("{}<->{}{}", from, to, label);
  check_name(name);
  if (a == b)
    throw std::invalid_argument(fmt::format("expected links between two nodes, got one from \"{}\" to itself", from));
  if (!(cable.bandwidth > 0) || !std::isfinite(cable.bandwidth))
    throw std::invalid_argument(
        fmt::format("expected a bandwidth above 0 of the link {}, got {} bytes/s", name, cable.bandwidth));
  if (!(cable.latency >= 0) || !std::isfinite(cable.latency))
    throw std::invalid_argument(
        fmt::format("expected a latency of at least 0 of the link {}, got {} s", name, cable.latency));
  if (!cables_.insert(fmt::format("{} {}{}", std::min(a, b), std::max(a, b), label)).second)
    throw std::invalid_argument(fmt::format("expected every link once, got {} twice", name));

  const LinkId there = add_link(cable.duplex ? fmt::format("{}->{}{}", from, to, label) : name, cable);
  const LinkId back = cable.duplex ? add_link(fmt::format("{}->{}{}", to, from, label), cable) : there;
  boost::add_edge(a, b, Arc{there, back}, *structure_);
  boost::add_edge(b, a, Arc{back, there}, *structure_);
}

LinkId Graph::add_link(std::string name, const Cable& cable) {
  links_.push_back({std::move(name), cable.bandwidth, cable.latency});
  return static_cast<LinkId>(links_.size() - 1);
}

Graph::Node Graph::node(const std::string& name, const std::string& who) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end())
    throw std::invalid_argument(fmt::format("expected nodes that exist, but {} names \"{}\"", who, name));
  return found->second;
}

}  // namespace dawdle
