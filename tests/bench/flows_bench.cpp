#include "tests/bench/flows_bench.hpp"

#include "sim/core/random.hpp"
#include "sim/network/topologies/custom.hpp"
#include "sim/network/topologies/fat_tree.hpp"
#include "tests/bench/measure.hpp"

#include <fmt/format.h>

#include <boost/random/uniform_int_distribution.hpp>

using namespace dawdle;

namespace bench {

namespace {

// One message after another to random peers.
Process chatters(Network& network, Host host, int hosts, int messages) {
  Stream random = stream(1, Purpose::network, static_cast<std::uint64_t>(host));
  boost::random::uniform_int_distribution<int> peer(0, hosts - 2);
  boost::random::uniform_int_distribution<int> kilobytes(500, 1500);
  for (int i = 0; i < messages; ++i) {
    const int other = peer(random);
    co_await network.send(host, other < host ? other : other + 1, 1e3 * kilobytes(random));
  }
}

Process sends_late(Network& network, Host from, Host to, double start, double bytes) {
  co_await network.clock().until(start);
  co_await network.send(from, to, bytes);
}

// CPU seconds of so many messages to one host, nearly all under way at once and each with a start and an end of its
// own, on a switch listed cable by cable.
double incast(int senders) {
  Custom cluster;
  cluster.nodes = {{.name = "switch", .is_switch = true}};
  for (int i = 0; i <= senders; ++i) {
    cluster.nodes.push_back({.name = fmt::format("h{}", i)});
    cluster.links.push_back({"switch", cluster.nodes.back().name, {.bandwidth = 1.25e9, .latency = 5e-6}});
  }
  Stream random = stream(1, Purpose::network, 0);
  boost::random::uniform_int_distribution<int> any(1, 1000);
  Clock clock;
  const auto network = cluster.build(clock, {senders + 1, 0});
  for (Host from = 1; from <= senders; ++from)
    clock.spawn(sends_late(*network, from, 0, 1e-6 * any(random), 1e6 + 1e3 * any(random)));
  return measure([&] { clock.run(); }).cpu;
}

}  // namespace

void flows() {
  constexpr int kHosts = 1024, kMessages = 98;
  FatTree tree;
  tree.k = 16;
  Seconds best;
  for (int round = 0; round < 3; ++round) {
    Clock clock;
    const auto network = tree.build(clock, {kHosts, 0});
    for (Host host = 0; host < kHosts; ++host) clock.spawn(chatters(*network, host, kHosts, kMessages));
    best.keep_least(measure([&] { clock.run(); }));
    clock.clear();
  }
  line("a flow among 1,024 of a fat-tree, random peers",
       fmt::format("{:.1f} us CPU", best.cpu / (kHosts * kMessages) * 1e6), "300 us");
  constexpr int kSenders = 10'000;
  line("a flow among 10,000 at once into one host", fmt::format("{:.1f} us CPU", incast(kSenders) / kSenders * 1e6),
       "-");
}

}  // namespace bench
