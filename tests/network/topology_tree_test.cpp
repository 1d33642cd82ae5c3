// Flows on a two-level tree of 8 racks of 8 hosts: against SimGrid 3.32 (plain max-min, a flow holds bandwidth from its
// start + its route's latency on) and against a reference that fills all flows anew at each event.
#include "sim/core/event.hpp"
#include "sim/core/random.hpp"
#include "sim/network/topologies/tree.hpp"
#include "tests/network/topology_runs.hpp"

#include <algorithm>
#include <array>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <deque>
#include <limits>
#include <map>

using namespace topology_runs;

namespace {

constexpr int kRacks = 8, kHosts = 64;
constexpr double kCard = 1.25e9, kUplink = 2.5e9, kLatency = 1e-5;

Tree tree() {
  Tree t;
  t.hosts_per_rack = kHosts / kRacks;
  t.cable = {.bandwidth = kCard, .latency = kLatency};
  t.oversubscription = 4;
  return t;
}

int rack(Host host) { return host / (kHosts / kRacks); }

// ---- A reference that shares nothing with the simulator ----------------------------------------------------------

// Links: host up 0.., host down 64.., rack up 128.., rack down 136...
std::vector<int> links_of(const Message& m) {
  if (rack(m.from) == rack(m.to))
    return {m.from, kHosts + m.to};
  return {m.from, 2 * kHosts + rack(m.from), 2 * kHosts + kRacks + rack(m.to), kHosts + m.to};
}

// Max-min rates of the active flows by progressive filling.
std::vector<double> fair_rates(const std::vector<Message>& messages, const std::vector<bool>& active) {
  std::vector<double> left(2 * kHosts + 2 * kRacks, kCard), rate(messages.size(), -1);
  std::fill(left.begin() + 2 * kHosts, left.end(), kUplink);
  for (;;) {
    std::vector<int> flows(left.size());
    for (std::size_t i = 0; i < messages.size(); ++i)
      if (active[i] && rate[i] < 0)
        for (int link : links_of(messages[i])) ++flows[link];
    int tightest = -1;
    for (std::size_t link = 0; link < left.size(); ++link)
      if (flows[link] > 0 && (tightest < 0 || left[link] / flows[link] < left[tightest] / flows[tightest]))
        tightest = static_cast<int>(link);
    if (tightest < 0)
      return rate;
    const double share = left[tightest] / flows[tightest];
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const auto links = links_of(messages[i]);
      if (!active[i] || rate[i] >= 0 || std::find(links.begin(), links.end(), tightest) == links.end())
        continue;
      rate[i] = share;
      for (int link : links) left[link] -= share;
    }
  }
}

std::vector<double> reference(const std::vector<Message>& messages, double uplink_latency = kLatency) {
  const std::size_t n = messages.size();
  std::vector<double> left(n), ends(n, -1), begin(n);
  for (std::size_t i = 0; i < n; ++i) {
    const bool near = rack(messages[i].from) == rack(messages[i].to);
    begin[i] = messages[i].start + 2 * kLatency + (near ? 0 : 2 * uplink_latency);
    left[i] = messages[i].bytes;
  }
  for (double now = 0; std::count(ends.begin(), ends.end(), -1) > 0;) {
    std::vector<bool> active(n);
    for (std::size_t i = 0; i < n; ++i) active[i] = ends[i] < 0 && begin[i] <= now;
    const std::vector<double> rate = fair_rates(messages, active);
    double next = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i)
      if (ends[i] < 0)
        next = std::min(next, active[i] ? now + left[i] / rate[i] : begin[i]);
    for (std::size_t i = 0; i < n; ++i)
      if (active[i] && (left[i] -= rate[i] * (next - now)) < 1e-4)
        ends[i] = next;
    now = next;
  }
  return ends;
}

std::vector<Message> random_flows(std::uint64_t seed, int count) {
  Stream random = stream(seed, Purpose::network, 0);
  boost::random::uniform_int_distribution<int> any(0, kHosts - 1);
  boost::random::uniform_real_distribution<double> uniform(0, 1);
  std::vector<Message> out;
  while (static_cast<int>(out.size()) < count) {
    const int from = any(random), to = any(random);
    if (from != to)
      out.push_back({from, to, uniform(random) * .1, 1e6 + 2e7 * uniform(random)});
  }
  return out;
}

// ---- A ring AllReduce ----

Process ring_rank(Clock& clock, Network& network, int rank, std::deque<Milestone>& received, double& end) {
  const int right = (rank + 1) % kHosts;
  for (int step = 1; step <= 2 * (kHosts - 1); ++step) {
    co_await network.send(rank, right, 1e8 / kHosts);
    received[static_cast<std::size_t>(right)].raise(step);
    co_await received[static_cast<std::size_t>(rank)].at_least(step);
  }
  end = clock.now();
}

std::vector<double> ring_ends(const Tree& topology) {
  Clock clock;
  const auto network = topology.build(clock, {kHosts, 0});
  std::deque<Milestone> received;
  std::vector<double> ends(kHosts);
  for (int r = 0; r < kHosts; ++r) received.emplace_back(clock);
  for (int r = 0; r < kHosts; ++r) clock.spawn(ring_rank(clock, *network, r, received, ends[r]));
  clock.run();
  return ends;
}

}  // namespace

TEST_CASE("64 flows in a permutation end when SimGrid says (reference/tree_perm_pure.json)") {
  std::vector<Message> messages;
  for (int i = 0; i < kHosts; ++i) messages.push_back({i, (17 * i + 5) % kHosts, 0, (i + 1) * 1e6});
  const std::vector<double> simgrid = {
      .00082,     .00564,     .00844, .01124, .01404, .01684, .01964, .01684, .00722,     .02804, .0301400,
      .03364,     .03294,     .03434, .04204, .03924, .01362, .05044, .05284, .05484,     .05644, .05764,
      .058573333, .059506667, .02002, .07284, .07524, .07724, .07884, .08004, .080973333, .08164, .02642,
      .09524,     .09764,     .09964, .10124, .10244, .10324, .10404, .03282, .11764,     .12004, .12204,
      .12364,     .12484,     .12564, .12644, .03922, .14004, .14244, .14444, .14604,     .14724, .14804,
      .14884,     .04562,     .16244, .16484, .16684, .16844, .16964, .17044, .17124};
  check_close(run(tree(), {kHosts, 0}, messages).ends, simgrid);
  check_close(reference(messages), simgrid);
}

TEST_CASE("a rack-local ring ends when SimGrid says (reference/tree_ring_local_eager.json)") {
  std::vector<double> simgrid;
  for (int r = 0; r < kHosts; ++r) simgrid.push_back(.16254 - 2e-5 * ((r + 1) % 8 == 0 ? 0 : r % 8));
  check_close(ring_ends(tree()), simgrid);
}

TEST_CASE("an interleaved ring crosses the core at each step and takes four times as long") {
  Tree t = tree();
  t.placement = std::make_unique<Interleaved>();
  const std::vector<double> ends = ring_ends(t);
  CHECK(*std::max_element(ends.begin(), ends.end()) == doctest::Approx(.63504).epsilon(1e-9));
}

TEST_CASE("an incast of 63 to one shares the receiver's card and the uplinks fairly") {
  std::vector<Message> messages;
  for (int i = 1; i < kHosts; ++i) messages.push_back({i, 0, 1e-4 * (i % 5), 1e6 * (1 + i % 3)});
  check_close(run(tree(), {kHosts, 0}, messages).ends, reference(messages));
}

TEST_CASE("256 random flows with staggered starts and routes of different latency are max-min fair") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const std::vector<Message> messages = random_flows(seed, 256);
    check_close(run(tree(), {kHosts, 0}, messages).ends, reference(messages));
    Tree far = tree();
    far.uplink_latency = 3e-3;
    check_close(run(far, {kHosts, 0}, messages).ends, reference(messages, 3e-3));
  }
}

TEST_CASE("each link has carried the bytes of the messages whose route it is on") {
  const std::vector<Message> messages = random_flows(9, 256);
  const LinkUse use = run(tree(), {kHosts, 0}, messages).use;
  std::map<std::string, double> expected;
  for (const Message& m : messages) {
    const std::string from = "h" + std::to_string(m.from), to = "h" + std::to_string(m.to);
    const std::string out = "rack" + std::to_string(rack(m.from)), in = "rack" + std::to_string(rack(m.to));
    expected[from + "->" + out] += m.bytes;
    expected[in + "->" + to] += m.bytes;
    if (out != in) {
      expected[out + "->core"] += m.bytes;
      expected["core->" + in] += m.bytes;
    }
  }
  for (std::size_t i = 0; i < use.links.size(); ++i)
    CHECK(use.samples.back().carried[i] == doctest::Approx(expected[use.links[i].name]).epsilon(1e-12));
}

TEST_CASE("links over time: buckets add up, and none holds more than the link's bandwidth") {
  const LinkUse use = run(tree(), {kHosts, 0}, random_flows(2, 256)).use;
  CHECK(use.samples.size() > 50);
  CHECK(use.samples.size() <= 102);
  CHECK(use.samples.front().time == 0);
  for (std::size_t s = 1; s < use.samples.size(); ++s) {
    const LinkTotals &from = use.samples[s - 1], &to = use.samples[s];
    REQUIRE(from.time < to.time);
    for (std::size_t i = 0; i < use.links.size(); ++i) {
      REQUIRE(to.offered[i] - from.offered[i] ==
              doctest::Approx(use.links[i].bandwidth * (to.time - from.time)).epsilon(1e-9));
      REQUIRE(to.carried[i] - from.carried[i] <= (to.offered[i] - from.offered[i]) * (1 + 1e-9) + 1e-3);
      REQUIRE(to.carried[i] >= from.carried[i] - 1e-3);
    }
  }
}
