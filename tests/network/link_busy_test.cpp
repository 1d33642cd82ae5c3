// For how long each link carried anything.
#include "sim/core/random.hpp"
#include "sim/network/topologies/fully_connected.hpp"
#include "sim/network/topologies/tree.hpp"
#include "tests/network/topology_runs.hpp"

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <map>
#include <utility>

using namespace topology_runs;

namespace {

std::map<std::string, double> busy(const LinkUse& use) {
  std::map<std::string, double> out;
  for (std::size_t i = 0; i < use.links.size(); ++i) out[use.links[i].name] = use.busy[i];
  return out;
}

// Seconds in at least one of the intervals.
double covered(std::vector<std::pair<double, double>> intervals) {
  std::sort(intervals.begin(), intervals.end());
  double sum = 0, until = 0;
  for (const auto& [begin, end] : intervals) {
    sum += std::max(0.0, end - std::max(begin, until));
    until = std::max(until, end);
  }
  return sum;
}

}  // namespace

TEST_CASE("a link is busy while a message is on it, alone or not, and not while one pays its latency") {
  FullyConnected pair;
  pair.cable = {.bandwidth = 10, .latency = 1};
  // 30 and 10 bytes over 4 s of the link, then 5 more.
  const auto use = run(pair, {2, 0}, {{0, 1, 0, 30}, {0, 1, 1, 10}, {0, 1, 10, 5}, {1, 0, 2, 0}}).use;
  const auto seconds = busy(use);
  CHECK(seconds.at("h0->h1") == doctest::Approx(4.5).epsilon(1e-12));
  CHECK(seconds.at("h1->h0") == 0);
}

TEST_CASE("a message that waits for a link that is down keeps its links busy") {
  FullyConnected pair;
  pair.cable = {.bandwidth = 10};
  auto outage = std::make_unique<Outage>();
  outage->links = "h0->h1";
  outage->at = {1};
  outage->duration = 2;
  pair.profiles.push_back(std::move(outage));
  CHECK(busy(run(pair, {2, 0}, {{0, 1, 0, 30}}).use).at("h0->h1") == doctest::Approx(5).epsilon(1e-12));
}

TEST_CASE("a link's busy time is that covered by the messages that cross it, whoever shares what with whom") {
  constexpr int kHosts = 6;
  Tree rack;
  rack.hosts_per_rack = kHosts;
  rack.cable = {.bandwidth = 1e6, .latency = .05};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Stream random = stream(seed, Purpose::network, 0);
    boost::random::uniform_int_distribution<int> any(0, kHosts - 1);
    boost::random::uniform_real_distribution<> uniform(0, 1);
    std::vector<Message> messages;
    for (int i = 0; i < 60; ++i) {
      const int from = any(random), to = (from + 1 + any(random) % (kHosts - 1)) % kHosts;
      messages.push_back({from, to, 10 * uniform(random), 4e5 * uniform(random)});
    }
    const Run got = run(rack, {kHosts, 0}, messages);
    const auto seconds = busy(got.use);
    for (int host = 0; host < kHosts; ++host) {
      std::vector<std::pair<double, double>> out, in;
      for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::pair<double, double> carried = {messages[i].start + 2 * .05, got.ends[i]};
        if (messages[i].from == host)
          out.push_back(carried);
        if (messages[i].to == host)
          in.push_back(carried);
      }
      const std::string name = "h" + std::to_string(host);
      CHECK(seconds.at(name + "->rack0") == doctest::Approx(covered(out)).epsilon(1e-9));
      CHECK(seconds.at("rack0->" + name) == doctest::Approx(covered(in)).epsilon(1e-9));
    }
  }
}
