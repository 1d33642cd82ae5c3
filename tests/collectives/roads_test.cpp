// The fast road against the slow one, and the ring's closed form against its recurrence.
#include "sim/collectives/max_plus.hpp"
#include "tests/collectives/random_settings.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace collectives;

namespace {

std::vector<double> recurrence(std::vector<double> t, const std::vector<double>& c, int rounds) {
  const std::size_t p = t.size();
  for (int k = 0; k < rounds; ++k) {
    std::vector<double> next(p);
    for (std::size_t r = 0; r < p; ++r) {
      const std::size_t left = (r + p - 1) % p;
      next[r] = std::max(t[r] + c[r], t[left] + c[left]);
    }
    t = next;
  }
  return t;
}

}  // namespace

TEST_CASE("both roads give every rank the same end, bytes and bookings on random clusters, round after round") {
  Draws draw(1);
  for (int trial = 0; trial < 60; ++trial) {
    const Setting setting = random_setting(draw);
    for (const Named& algorithm : all_reduces()) {
      CAPTURE(trial);
      CAPTURE(algorithm.name);
      const Outcome fast = run(algorithm.plan, Road::any, setting);
      const Outcome slow = run(algorithm.plan, Road::messages, setting);
      CHECK(fast.propagated == 1 + setting.pauses.size());
      CHECK(slow.propagated == 0);
      check_same(fast, slow, setting.bytes);
    }
  }
}

TEST_CASE("the ring's closed form is its recurrence, for any costs and starts") {
  Draws draw(2);
  for (int trial = 0; trial < 300; ++trial) {
    const int p = draw.integer(2, 40), rounds = draw.integer(0, 1) ? p - 1 : 2 * (p - 1);
    std::vector<double> start = draw.reals(p, 0, draw.integer(0, 1) ? 10 : 1000), cost = draw.reals(p, 0, 1);
    if (trial % 3 == 1)
      for (double& c : cost) c = draw.integer(1, 2);  // many ties
    if (trial % 3 == 2)
      std::sort(cost.begin(), cost.end());
    std::vector<double> end(start.size());
    ring_ends(start, cost, rounds, end);
    CAPTURE(trial);
    check_close(end, recurrence(start, cost, rounds), 1000);
  }
}

namespace {

Process sends_once(Network& network, Host from, Host to, double bytes) { co_await network.send(from, to, bytes); }

}  // namespace

TEST_CASE("a collective falls back to messages when another message is under way") {
  Star star;
  Clock clock;
  const auto network = star.build(clock, {4, 0});
  const ComputeModel compute;
  Cluster cluster(clock, *network, compute, 4);
  Collective collective(Communicator(cluster), named("ring", Ring()).plan, Road::any);
  const Setting setting = together(4, 4e6);
  std::vector<double> end(4);
  clock.spawn(sends_once(*network, 0, 1, 1e6));
  for (Worker& worker : cluster.workers)
    clock.spawn(take_part(cluster, worker, collective, setting, end[static_cast<std::size_t>(worker.id)]));
  clock.run();
  CHECK(collective.propagated() == 0);
  const double alone = 6 * (star.latency + 1e6 / 1.25e9);
  // Two messages of 1 MB share rank 0's card until both have arrived.
  CHECK(end[1] == doctest::Approx(alone + 1e6 / 1.25e9));
}
