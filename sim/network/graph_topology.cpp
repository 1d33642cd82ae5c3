#include "sim/network/graph_topology.hpp"

#include "sim/network/graph_network.hpp"
#include "sim/network/shortest_paths.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace dawdle {

namespace {

using Profiles = std::vector<std::unique_ptr<Profile>>;

// The links that a profile speaks of; never none.
std::vector<LinkId> covered(const Profile& profile, const std::vector<Link>& links) {
  std::vector<LinkId> out;
  for (std::size_t i = 0; i < links.size(); ++i)
    if (profile.covers(links[i]))
      out.push_back(static_cast<LinkId>(i));
  if (out.empty())
    throw std::invalid_argument(fmt::format("expected profiles of links that exist, but none matches \"{}\"{}",
                                            profile.links,
                                            links.empty() ? "" : fmt::format("; one is \"{}\"", links.front().name)));
  return out;
}

std::vector<LinkId> dead_links(const Profiles& profiles, const std::vector<Link>& links) {
  std::vector<LinkId> out;
  for (const auto& profile : profiles)
    if (profile->always_down())
      for (LinkId link : covered(*profile, links)) out.push_back(link);
  return out;
}

std::vector<GraphNetwork::Varying> courses(const Profiles& profiles, const std::vector<Link>& links,
                                           std::uint64_t seed) {
  std::vector<GraphNetwork::Varying> out;
  for (std::size_t i = 0; i < profiles.size(); ++i)
    for (LinkId link : covered(*profiles[i], links))
      out.push_back({link, profiles[i]->course(links[link], stream(seed, Purpose::network, link, i + 1))});
  return out;
}

}  // namespace

void GraphTopology::describe(Fields& fields) {
  describe_shape(fields);
  fields.kind("placement", placement, placements(), "in_order", "which hosts the workers and servers stand on");
  fields.choice("routes", routes, {"hops", "latency"},
                "what a shortest route has least of; of several, each pair of hosts always takes the same one");
  fields.kinds("profiles", profiles, link_profiles(), "links that vary over the run");
  describe_what_is_real(fields);
}

std::unique_ptr<Network> GraphTopology::build(Clock& clock, Hosts hosts) const {
  Graph graph = this->graph(hosts.all());
  const auto ranks = static_cast<std::size_t>(hosts.all());
  const std::vector<Graph::Node> places = placement->nodes(graph, ranks, hosts.seed);
  std::vector<std::string> names;
  names.reserve(places.size());
  for (Graph::Node place : places) names.push_back(graph[place].name);
  const std::vector<Link> links = graph.links();
  auto varying = courses(profiles, links, hosts.seed);
  const auto dead = dead_links(profiles, links);
  const Metric metric = routes == "hops" ? Metric::hops : Metric::latency;
  auto router = std::make_unique<ShortestPaths>(std::move(graph), places, metric, dead);
  Fabric fabric{.links = links, .router = std::move(router), .realism = any_realism()};
  auto network = std::make_unique<GraphNetwork>(clock, std::move(fabric), std::move(names), std::move(varying));
  start_background(clock, *network, background, hosts.all(), hosts.seed);
  return network;
}

void describe_cable(Fields& fields, Cable& cable, const std::string& what) {
  fields.bandwidth("bandwidth", cable.bandwidth, {.above = 0}, fmt::format("of {}, in each direction", what));
  fields.seconds("latency", cable.latency, {.min = 0}, fmt::format("of {}, each", what));
}

}  // namespace dawdle
