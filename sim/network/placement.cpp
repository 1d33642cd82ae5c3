#include "sim/network/placement.hpp"

#include "sim/core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/random/uniform_int_distribution.hpp>
#include <map>
#include <stdexcept>

namespace dawdle {

namespace {

using Nodes = std::vector<Graph::Node>;

Nodes first(Nodes nodes, std::size_t ranks) {
  if (nodes.size() < ranks)
    throw std::invalid_argument(fmt::format(
        "expected a host for each of the {} workers and servers, got a topology of {} hosts", ranks, nodes.size()));
  nodes.resize(ranks);
  return nodes;
}

}  // namespace

Nodes InOrder::nodes(const Graph& graph, std::size_t ranks, std::uint64_t) const { return first(graph.hosts(), ranks); }

Nodes Interleaved::nodes(const Graph& graph, std::size_t ranks, std::uint64_t) const {
  std::map<int, std::size_t> met;  // hosts of each group so far
  std::vector<std::pair<std::size_t, Graph::Node>> dealt;
  for (Graph::Node host : graph.hosts()) dealt.emplace_back(met[graph[host].group]++, host);
  std::stable_sort(dealt.begin(), dealt.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Nodes out;
  for (const auto& [round, host] : dealt) out.push_back(host);
  return first(std::move(out), ranks);
}

// Fisher and Yates; std::shuffle draws as its library likes.
Nodes Shuffled::nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const {
  Nodes out = graph.hosts();
  Stream random = stream(seed, Purpose::network, 0);
  for (std::size_t left = out.size(); left > 1; --left) {
    boost::random::uniform_int_distribution<std::size_t> any(0, left - 1);
    std::swap(out[left - 1], out[any(random)]);
  }
  return first(std::move(out), ranks);
}

void Listed::describe(Fields& fields) {
  fields.integers("hosts", hosts, {.min = 0, .required = true},
                  "the host of each worker, then of each server, counted from 0 in the topology's order");
}

Nodes Listed::nodes(const Graph& graph, std::size_t ranks, std::uint64_t) const {
  if (hosts.size() != ranks)
    throw std::invalid_argument(
        fmt::format("expected a list of {} hosts (workers, then servers), got {}", ranks, hosts.size()));
  Nodes out;
  for (std::int64_t host : hosts) {
    if (host >= static_cast<std::int64_t>(graph.hosts().size()))
      throw std::invalid_argument(
          fmt::format("expected hosts from 0 to {} in the placement, got {}", graph.hosts().size() - 1, host));
    out.push_back(graph.hosts()[static_cast<std::size_t>(host)]);
  }
  return out;
}

std::span<const Entry<Placement>> placements() {
  static constexpr std::array table = {
      entry<Placement, InOrder>(),
      entry<Placement, Interleaved>(),
      entry<Placement, Shuffled>(),
      entry<Placement, Listed>(),
  };
  return table;
}

}  // namespace dawdle
