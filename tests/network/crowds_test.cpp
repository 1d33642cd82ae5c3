// Flows that one link alone holds back: virtual time against the plain solver.
#include "sim/network/crowds.hpp"
#include "sim/core/random.hpp"
#include "sim/network/topologies/custom.hpp"
#include "tests/network/topology_runs.hpp"

#include <fmt/format.h>

#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

using namespace topology_runs;

namespace {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(stream(seed, Purpose::network, 0)) {}
  double real(double low, double high) { return boost::random::uniform_real_distribution<>(low, high)(random_); }
  int integer(int low, int high) { return boost::random::uniform_int_distribution<>(low, high)(random_); }

 private:
  Stream random_;
};

constexpr int kHosts = 12, kSwitches = 3;

// Host h0, where most messages go or come from, is behind the slowest link or is not; switches are in a row.
Custom random_cluster(Draws& draw) {
  Custom out;
  const auto cable = [&](double least) {
    return Cable{.bandwidth = 1e6 * draw.integer(static_cast<int>(least), 6), .latency = draw.real(0, .02)};
  };
  for (int i = 0; i < kSwitches; ++i) out.nodes.push_back({.name = fmt::format("s{}", i), .is_switch = true});
  for (int i = 1; i < kSwitches; ++i) out.links.push_back({fmt::format("s{}", i - 1), fmt::format("s{}", i), cable(2)});
  for (int i = 0; i < kHosts; ++i) {
    out.nodes.push_back({.name = fmt::format("h{}", i)});
    out.links.push_back({fmt::format("h{}", i), fmt::format("s{}", draw.integer(0, kSwitches - 1)), cable(2)});
  }
  out.links[kSwitches - 1].cable.bandwidth = 1e6 * draw.integer(1, 4);
  return out;
}

std::vector<Message> messages_at_one_host(Draws& draw) {
  std::vector<Message> out;
  const int others = draw.integer(0, 3);  // of ten messages
  for (int i = 0; i < 80; ++i) {
    Message m{draw.integer(1, kHosts - 1), 0, draw.real(0, 20), draw.real(1e4, 2e6)};
    if (draw.integer(0, 9) < others)
      m.to = (m.from + draw.integer(1, kHosts - 1)) % kHosts;
    else if (i % 3 == 0)
      std::swap(m.from, m.to);
    out.push_back(m);
  }
  return out;
}

// A cap that never holds anybody back, and sends all messages that share a link through the solver.
Custom plain(Custom cluster) {
  cluster.realism.flow_bandwidth = 1e12;
  return cluster;
}

void vary(Custom& cluster) {
  auto steps = std::make_unique<Steps>();
  steps->links = "*->h0";
  steps->at = {5, 9};
  steps->bandwidth = {3e5, 4e6};
  cluster.profiles.push_back(std::move(steps));
}

std::vector<Link> links(std::vector<double> bandwidth) {
  std::vector<Link> out;
  for (double b : bandwidth) out.push_back({"", b});
  return out;
}

}  // namespace

TEST_CASE("most messages at one host, some elsewhere, links that vary: ends and loads are the plain solver's") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Draws draw(seed);
    Custom cluster = random_cluster(draw), reference = plain({});
    reference.nodes = cluster.nodes;
    reference.links = cluster.links;
    if (seed % 3 == 0)
      for (Custom* c : {&cluster, &reference}) vary(*c);
    const std::vector<Message> messages = messages_at_one_host(draw);
    const Run got = run(cluster, {kHosts, 0}, messages), expected = run(reference, {kHosts, 0}, messages);
    check_close(got.ends, expected.ends, 1e-8);  // of some 100 s
    check_close(got.use.busy, expected.use.busy, 1e-8);
    check_close(got.use.samples.back().carried, expected.use.samples.back().carried, 1e-2);  // of some 1e8 bytes
    for (std::size_t s = 1; s < got.use.samples.size(); ++s) {
      const LinkTotals &from = got.use.samples[s - 1], &to = got.use.samples[s];
      for (std::size_t i = 0; i < to.carried.size(); ++i)
        CHECK(to.carried[i] - from.carried[i] <= (to.offered[i] - from.offered[i]) * (1 + 1e-9) + 1e-3);
    }
  }
}

TEST_CASE("a crowd is of flows that one link holds back, and keeps others from their links") {
  Clock clock;
  const std::vector<Link> all = links({1, 2, 2, 1, .5});
  Crowds crowds(clock, all);
  Custom pair;
  pair.nodes = {{.name = "h0"}, {.name = "h1"}};
  pair.links = {{"h0", "h1", {.bandwidth = 1}}};
  const auto network = pair.build(clock, {2, 0});
  Flow a(*network, 0, 1, 10), b(*network, 0, 1, 10), c(*network, 0, 1, 10);
  CHECK(!crowds.join(a, {1, 0}));             // there is none
  CHECK(!crowds.meet(a, {1, 4}, b, {1, 0}));  // a's own link 4 has less than link 1, which they share
  CHECK(crowds.meet(a, {1, 0}, b, {2, 0}));
  CHECK(!crowds.join(c, {1, 3}));    // crosses a link of the crowd, but not its bottleneck
  CHECK(!crowds.join(c, {4, 0}));    // has a slower link of its own
  CHECK(crowds.join(c, {1, 3, 0}));  // shares link 1 with a: it has room for all that link 0 lets through
  CHECK(crowds.load(0) == 1);
  CHECK(crowds.load(1) == doctest::Approx(2. / 3));
  CHECK(crowds.idle(4));
  CHECK(crowds.disperse(2) == std::vector<Flow*>{&a, &b, &c});
  CHECK(crowds.disperse(4).empty());
  clock.clear();
}
