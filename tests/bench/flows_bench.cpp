#include "tests/bench/flows_bench.hpp"

#include "sim/core/random.hpp"
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
}

}  // namespace bench
