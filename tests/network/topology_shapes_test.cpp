#include "sim/network/shortest_paths.hpp"
#include "sim/network/topologies/custom.hpp"
#include "sim/network/topologies/fat_tree.hpp"
#include "sim/network/topologies/fully_connected.hpp"
#include "sim/network/topologies/graphml.hpp"
#include "sim/network/topologies/nodes.hpp"
#include "sim/network/topologies/ring.hpp"
#include "sim/network/topologies/torus.hpp"
#include "sim/network/topologies/tree.hpp"
#include "sim/network/topologies/wan.hpp"
#include "tests/network/topology_runs.hpp"

#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <set>

using namespace topology_runs;

namespace {

// The names of the links on a route between the hosts of a topology in order.
class Ways {
 public:
  explicit Ways(Graph graph, Metric metric = Metric::hops)
      : links_(graph.links()), hosts_(graph.hosts()), router_(std::move(graph), hosts_, metric) {}

  std::vector<LinkId> ids(Host from, Host to) const {
    std::vector<LinkId> out;
    router_.route(from, to, out);
    return out;
  }
  std::size_t hops(Host from, Host to) const { return ids(from, to).size(); }
  std::string names(Host from, Host to) const {
    std::string out;
    for (LinkId link : ids(from, to)) out += (out.empty() ? "" : " ") + links_[link].name;
    return out;
  }
  int size() const { return static_cast<int>(hosts_.size()); }

 private:
  std::vector<Link> links_;
  std::vector<Graph::Node> hosts_;
  ShortestPaths router_;
};

Graph two_ways(double upper, double lower) {
  Graph graph;
  const auto a = graph.add_host("a"), b = graph.add_host("b");
  const auto up = graph.add_switch("up"), down = graph.add_switch("down"), far = graph.add_switch("far");
  graph.connect(a, up, {1, upper});
  graph.connect(up, b, {1, upper});
  graph.connect(a, down, {1, lower});
  graph.connect(down, far, {1, lower});
  graph.connect(far, b, {1, lower});
  return graph;
}

std::string graphml_problem(const std::string& edges) {
  const std::string path = "/tmp/dawdle-topology-" + std::to_string(::getpid()) + ".graphml";
  std::ofstream(path) << R"(<?xml version="1.0"?><graphml>
    <key id="d0" for="node" attr.name="name" attr.type="string"/>
    <key id="d1" for="node" attr.name="switch" attr.type="boolean"/>
    <key id="d2" for="edge" attr.name="bandwidth" attr.type="double"/>
    <key id="d3" for="edge" attr.name="latency" attr.type="double"/>
    <key id="d4" for="node" attr.name="colour" attr.type="string"/>
    <graph edgedefault="undirected">
      <node id="x"><data key="d0">left</data><data key="d4">red</data></node>
      <node id="y"><data key="d0">middle</data><data key="d1">true</data></node>
      <node id="z"/>)" << edges
                      << "</graph></graphml>";
  std::string out = complaint([&] {
    const Graph graph = read_graphml_file(path);
    CHECK(graph.hosts().size() == 2);
    CHECK(graph.links()[0].name == "left->middle");
    CHECK(graph.links()[2].name == "n2->middle");
    CHECK(graph.links()[3].bandwidth == 2.5e9);
    CHECK(graph.links()[3].latency == 2e-6);
  });
  std::remove(path.c_str());
  return out;
}

const char* const kLeft = R"(<edge source="x" target="y"><data key="d2">1e9</data><data key="d3">1e-6</data></edge>)";

}  // namespace

TEST_CASE("a ring's message goes the shorter way around") {
  RingTopology topology;
  const Ways ring(topology.graph(7));
  for (int to = 1; to < 7; ++to) CHECK(ring.hops(0, to) == std::min(to, 7 - to));
  CHECK(ring.names(0, 5) == "h0->h6 h6->h5");
  CHECK(topology.graph(2).links().size() == 2);
}

TEST_CASE("distances on a torus are the sum of those around its rings") {
  Torus topology;
  for (const std::vector<std::int64_t>& dims : {std::vector<std::int64_t>{4, 5}, {2, 3, 4}, {1, 6}}) {
    topology.dims = dims;
    const Ways torus(topology.graph(1));
    for (int from = 0; from < torus.size(); ++from)
      for (int to = 0; to < torus.size(); ++to) {
        std::int64_t distance = 0, a = from, b = to;
        for (auto dim = dims.rbegin(); dim != dims.rend(); a /= *dim, b /= *dim, ++dim) {
          const std::int64_t apart = std::abs(a % *dim - b % *dim);
          distance += std::min(apart, *dim - apart);
        }
        REQUIRE(torus.hops(from, to) == static_cast<std::size_t>(distance));
      }
  }
}

TEST_CASE("a fat-tree has k^3/4 hosts, 3 k^3/4 cables, and spreads its routes over all cores") {
  FatTree topology;
  topology.k = 8;
  const Graph graph = topology.graph(1);
  CHECK(graph.hosts().size() == 128);
  CHECK(graph.links().size() == 2 * 384);
  const Ways routes(topology.graph(1));
  CHECK(routes.hops(0, 1) == 2);
  CHECK(routes.hops(0, 5) == 4);
  CHECK(routes.hops(0, 127) == 6);
  std::set<LinkId> to_cores;
  for (int from = 0; from < 4; ++from)
    for (int to = 16; to < 128; ++to) to_cores.insert(routes.ids(from, to)[2]);
  CHECK(to_cores.size() == 16);
}

TEST_CASE("a pair of hosts always takes the same route") {
  FatTree topology;
  topology.k = 4;
  const Ways a(topology.graph(1)), b(topology.graph(1));
  std::ignore = b.names(15, 0);
  for (int to = 1; to < 16; ++to) CHECK(a.ids(0, to) == b.ids(0, to));
}

TEST_CASE("routes are the shortest by hops or by latency") {
  CHECK(Ways(two_ways(1e-3, 1e-6)).names(0, 1) == "a->up up->b");
  CHECK(Ways(two_ways(1e-3, 1e-6), Metric::latency).names(0, 1) == "a->down down->far far->b");
  CHECK(Ways(two_ways(0, 0), Metric::latency).names(0, 1) == "a->up up->b");
}

TEST_CASE("fully connected hosts are one link apart, also when half duplex") {
  FullyConnected topology;
  CHECK(Ways(topology.graph(5)).names(3, 1) == "h3->h1");
  topology.cable.duplex = false;
  CHECK(Ways(topology.graph(5)).names(3, 1) == "h1<->h3");
  // Both directions share it.
  topology.cable = {.bandwidth = 10, .latency = 0, .duplex = false};
  check_close(run(topology, {2, 0}, {{0, 1, 0, 10}, {1, 0, 0, 10}}).ends, {2, 2});
}

TEST_CASE("accelerators of a node talk over its switch, those of two nodes over any of its cards") {
  Nodes topology;
  topology.per_node = 4;
  topology.nics = 2;
  const Graph graph = topology.graph(10);
  CHECK(graph.hosts().size() == 12);
  const Ways routes(topology.graph(10));
  CHECK(routes.names(0, 1) == "h0->node0 node0->h1");
  std::set<LinkId> cards;
  for (int to = 4; to < 12; ++to) cards.insert(routes.ids(0, to)[1]);
  CHECK(cards.size() == 2);
}

TEST_CASE("sites are joined each with each") {
  Wan topology;
  topology.sites = {2, 3, 1};
  const Ways routes(topology.graph(6));
  CHECK(routes.names(0, 1) == "h0->site0 site0->h1");
  CHECK(routes.names(1, 5) == "h1->site0 site0->site2 site2->h5");
}

TEST_CASE("ranks stand where the placement says") {
  Tree topology;
  topology.hosts_per_rack = 3;
  topology.racks = 2;
  const Graph graph = topology.graph(6);
  const auto names = [&graph](const Placement& placement, std::size_t ranks, std::uint64_t seed = 1) {
    std::string out;
    for (Graph::Node node : placement.nodes(graph, ranks, seed)) out += graph[node].name + " ";
    return out;
  };
  CHECK(names(InOrder(), 5) == "h0 h1 h2 h3 h4 ");
  CHECK(names(Interleaved(), 5) == "h0 h3 h1 h4 h2 ");
  CHECK(names(Shuffled(), 6) == names(Shuffled(), 6));
  CHECK(names(Shuffled(), 6) != names(Shuffled(), 6, 2));
  CHECK(names(Shuffled(), 6).size() == names(InOrder(), 6).size());
  Listed listed;
  listed.hosts = {5, 0, 0};
  CHECK(names(listed, 3) == "h5 h0 h0 ");
  CHECK(complaint([&] { names(listed, 2); }) == "expected a list of 2 hosts (workers, then servers), got 3");
  listed.hosts = {6, 0, 0};
  CHECK(complaint([&] { names(listed, 3); }) == "expected hosts from 0 to 5 in the placement, got 6");
}

TEST_CASE("a topology of too few hosts is an error that says how many are needed") {
  Clock clock;
  FatTree topology;
  CHECK(complaint([&] {
          topology.build(clock, {16, 1});
        }) == "expected a host for each of the 17 workers and servers, got a topology of 16 hosts");
}

TEST_CASE("bad graphs are errors that name nodes and links") {
  Custom topology;
  topology.nodes = {{"a"}, {"b"}, {"s", true}};
  const auto problem = [&](std::vector<CustomLink> links) {
    topology.links = std::move(links);
    Clock clock;
    return complaint([&] { topology.build(clock, {2, 0}); });
  };
  CHECK(problem({{"a", "s", {1}}, {"s", "b", {1}}}) == "");
  CHECK(problem({{"a", "s", {1}}}) == "expected a way between all hosts in use, but none leads from b to a");
  CHECK(problem({{"a", "s", {0}}}) == "expected a bandwidth above 0 of the link a<->s, got 0 bytes/s");
  CHECK(problem({{"a", "s", {-5}}}) == "expected a bandwidth above 0 of the link a<->s, got -5 bytes/s");
  CHECK(problem({{"a", "s", {1, -1}}}) == "expected a latency of at least 0 of the link a<->s, got -1 s");
  CHECK(problem({{"a", "s", {1}}, {"s", "a", {1}}}) == "expected every link once, got s<->a twice");
  CHECK(problem({{"a", "s", {1}}, {"s", "b", {1}}, {"s", "a", {1, 0, true, "second"}}}) == "");
  CHECK(problem({{"a", "x", {1}}}) == "expected nodes that exist, but the link a<->x names \"x\"");
  CHECK(problem({{"a", "a", {1}}}) == "expected links between two nodes, got one from \"a\" to itself");
  CHECK(problem({{"a", "s", {1, 0, true, "x,y"}}}) ==
        "expected names without commas, quotes and line breaks, got a<->s:x,y");
  topology.nodes.push_back({"a"});
  CHECK(problem({}) == "expected every node once, got \"a\" twice");
}

TEST_CASE("a cluster is read from GraphML, with attributes of others in it") {
  const std::string left = kLeft;
  CHECK(graphml_problem(
            left + R"(<edge source="z" target="y"><data key="d2">2.5e9</data><data key="d3">2e-6</data></edge>)") ==
        "");
  CHECK(graphml_problem(left + R"(<edge source="z" target="y"><data key="d3">2e-6</data></edge>)")
            .ends_with(": expected a bandwidth above 0 of the link n2<->middle, got nan bytes/s"));
  CHECK(graphml_problem(left + R"(<edge source="z" target="y"><data key="d2">10 Gbit/s</data></edge>)")
            .find("10 Gbit/s") != std::string::npos);
  CHECK(graphml_problem("<edge") != "");
}
