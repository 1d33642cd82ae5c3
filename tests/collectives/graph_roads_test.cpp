// The fast road against the slow one where the network is a graph, and what its links carry meanwhile.
#include "sim/network/topologies/custom.hpp"
#include "sim/network/topologies/fat_tree.hpp"
#include "sim/network/topologies/fully_connected.hpp"
#include "sim/network/topologies/nodes.hpp"
#include "sim/network/topologies/ring.hpp"
#include "sim/network/topologies/torus.hpp"
#include "sim/network/topologies/tree.hpp"
#include "sim/network/topologies/wan.hpp"
#include "tests/collectives/random_settings.hpp"

#include <fmt/format.h>
#include <map>

using namespace collectives;

namespace {

Cable random_cable(Draws& draw) {
  return {.bandwidth = draw.real(1e8, 1e9), .latency = draw.integer(0, 3) == 0 ? 0 : draw.real(0, 1e-4)};
}

// A tree of switches whose cables are all different, some half duplex, with the hosts at random ones.
std::unique_ptr<GraphTopology> random_tree(int hosts, Draws& draw) {
  auto out = std::make_unique<Custom>();
  const int switches = draw.integer(1, 4);
  const auto join = [&](const std::string& name, bool is_switch, int to) {
    if (!out->nodes.empty())
      out->links.push_back({name, fmt::format("s{}", to), random_cable(draw)});
    if (draw.integer(0, 9) == 0 && !out->links.empty())
      out->links.back().cable.duplex = false;
    out->nodes.push_back({.name = name, .is_switch = is_switch});
  };
  for (int i = 0; i < switches; ++i) join(fmt::format("s{}", i), true, i > 0 ? draw.integer(0, i - 1) : 0);
  for (int i = 0; i < hosts; ++i) join(fmt::format("h{}", i), false, draw.integer(0, switches - 1));
  return out;
}

template <class T>
std::unique_ptr<T> with_cable(Draws& draw) {
  auto out = std::make_unique<T>();
  out->cable = random_cable(draw);
  return out;
}

std::unique_ptr<GraphTopology> racks(Draws& draw) {
  auto out = with_cable<Tree>(draw);
  out->hosts_per_rack = draw.integer(1, 6);
  out->oversubscription = draw.real(1, 4);
  return out;
}

std::unique_ptr<GraphTopology> torus(int hosts, Draws& draw) {
  auto out = with_cable<Torus>(draw);
  const int columns = draw.integer(2, 5);
  out->dims = {std::max(2, (hosts + columns - 1) / columns), columns};
  return out;
}

std::unique_ptr<GraphTopology> nodes(Draws& draw) {
  auto out = std::make_unique<Nodes>();
  out->per_node = draw.integer(1, 4);
  out->nics = draw.integer(1, 2);
  out->local = random_cable(draw);
  out->nic = random_cable(draw);
  return out;
}

std::unique_ptr<GraphTopology> sites(int hosts, Draws& draw) {
  auto out = with_cable<Wan>(draw);
  out->sites = {hosts, draw.integer(1, 3)};
  out->between = random_cable(draw);
  return out;
}

std::unique_ptr<GraphTopology> random_graph(int hosts, Draws& draw, std::string& kind) {
  const auto made = [&](std::string_view name, std::unique_ptr<GraphTopology> topology) {
    kind = name;
    return topology;
  };
  switch (draw.integer(0, 7)) {
    case 0:
      return made("ring", with_cable<RingTopology>(draw));
    case 1:
      return made("torus", torus(hosts, draw));
    case 2:
      return made("tree", racks(draw));
    case 3: {
      auto tree = with_cable<FatTree>(draw);
      return made("fat_tree", std::move(tree));
    }
    case 4:
      return made("fully_connected", with_cable<FullyConnected>(draw));
    case 5:
      return made("nodes", nodes(draw));
    case 6:
      return made("wan", sites(hosts, draw));
    default:
      return made("custom", random_tree(hosts, draw));
  }
}

void check_links(const Outcome& fast, const Outcome& slow, double bytes) {
  const double time = *std::max_element(slow.end.begin(), slow.end.end());
  check_close(fast.links.samples.back().carried, slow.links.samples.back().carried, bytes);
  check_close(fast.links.busy, slow.links.busy, time);
  for (const Outcome* road : {&fast, &slow})
    for (std::size_t s = 1; s < road->links.samples.size(); ++s) {
      const LinkTotals &from = road->links.samples[s - 1], &to = road->links.samples[s];
      REQUIRE(from.time < to.time);
      for (std::size_t link = 0; link < to.carried.size(); ++link) {
        const double carried = to.carried[link] - from.carried[link];
        if (carried < -1e-9 * bytes || carried > (to.offered[link] - from.offered[link]) * (1 + 1e-9) + 1e-9 * bytes)
          FAIL_CHECK(road->links.links[link].name << " carries " << carried << " from " << from.time << " to "
                                                  << to.time);
      }
    }
  for (std::size_t link = 0; link < slow.links.links.size(); ++link)
    CHECK(slow.links.samples.back().carried[link] <=
          slow.links.busy[link] * slow.links.links[link].bandwidth * (1 + 1e-9) + 1e-9 * bytes);
}

Outcome ring_on(const Topology& topology, int p) {
  return run_on(topology, named("", Ring()).plan, Road::any, together(p, 1e6));
}

}  // namespace

TEST_CASE("both roads give every rank the same end and every link the same load on random graphs") {
  Draws draw(3);
  std::map<std::string, int> computed;  // collectives, by topology
  for (int trial = 0; trial < 120; ++trial) {
    Setting setting = random_setting(draw);
    setting.start.resize(std::min<std::size_t>(setting.start.size(), 12));
    std::string kind;
    const auto topology = random_graph(static_cast<int>(setting.start.size()), draw, kind);
    if (draw.integer(0, 2) == 0)
      topology->placement = std::make_unique<Shuffled>();
    CAPTURE(trial);
    CAPTURE(kind);
    for (const Named& algorithm : all_reduces()) {
      CAPTURE(algorithm.name);
      const Outcome fast = run_on(*topology, algorithm.plan, Road::any, setting);
      const Outcome slow = run_on(*topology, algorithm.plan, Road::messages, setting);
      check_same(fast, slow, setting.bytes);
      check_links(fast, slow, setting.bytes);
      if (setting.start.size() > 2)
        computed[kind] += fast.propagated > 0;
    }
  }
  for (const auto& of_kind : computed) CHECK_MESSAGE(of_kind.second > 0, of_kind.first);
  CHECK(computed.size() == 8);
}

TEST_CASE("a ring is computed on a ring, a torus in its order, full meshes and racks, and not where routes meet") {
  RingTopology circle;
  FullyConnected mesh;
  FatTree fat_tree;
  Tree tree;
  tree.hosts_per_rack = 4;
  for (const Topology* topology : {static_cast<Topology*>(&circle), static_cast<Topology*>(&mesh),
                                   static_cast<Topology*>(&fat_tree), static_cast<Topology*>(&tree)})
    CHECK(ring_on(*topology, 16).propagated == 1);
  tree.placement = std::make_unique<Interleaved>();
  CHECK(ring_on(tree, 16).propagated == 0);
}

TEST_CASE("what a message may meet, or what changes its time, is never computed") {
  RingTopology circle;
  circle.background.push_back({});
  CHECK(ring_on(circle, 4).propagated == 0);
  circle.background.clear();
  circle.realism.header = 40;
  circle.realism.mtu = 1500;
  CHECK(ring_on(circle, 4).propagated == 0);
  circle.realism = {};
  auto outage = std::make_unique<Outage>();
  outage->links = "h0->h1";
  outage->at = {100};
  circle.profiles.push_back(std::move(outage));
  CHECK(ring_on(circle, 4).propagated == 0);
  circle.profiles.clear();
  CHECK(ring_on(circle, 4).propagated == 1);
}
