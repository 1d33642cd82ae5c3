// The fast road against the slow one, and the ring's closed form against its recurrence.
#include "sim/collectives/max_plus.hpp"
#include "sim/core/random.hpp"
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>

using namespace collectives;

namespace {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(stream(seed, Purpose::network, 0)) {}
  double real(double low, double high) { return boost::random::uniform_real_distribution<>(low, high)(random_); }
  int integer(int low, int high) { return boost::random::uniform_int_distribution<>(low, high)(random_); }
  std::vector<double> reals(int count, double low, double high) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i) out.push_back(real(low, high));
    return out;
  }

 private:
  Stream random_;
};

void check_close(const std::vector<double>& got, const std::vector<double>& expected, double scale) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - expected[i]) <= 1e-9 * scale))
      FAIL_CHECK("at " << i << ": " << got[i] << " instead of " << expected[i]);
}

Setting random_setting(Draws& draw) {
  const int p = draw.integer(1, 20);
  Setting s = together(p, draw.integer(0, 5) == 0 ? 0 : std::pow(10, draw.real(0, 5)));
  s.latency = draw.integer(0, 3) == 0 ? 0 : draw.real(0, 1e-3);
  s.card = draw.integer(0, 2) == 0 ? std::vector<double>{1e9} : draw.reals(p, 1e8, 1e9);
  const double spread = draw.integer(0, 2) == 0 ? 0 : 0.002;
  s.start = draw.reals(p, 0, spread + 1e-12);
  for (int i = draw.integer(0, 2); i > 0; --i) s.pauses.push_back(draw.reals(p, 0, spread + 1e-12));
  return s;
}

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
      const double time = *std::max_element(slow.end.begin(), slow.end.end());
      check_close(fast.end, slow.end, time);
      check_close(fast.transfer, slow.transfer, time);
      check_close(fast.wait, slow.wait, time);
      check_close(fast.sent, slow.sent, setting.bytes);
      check_close(fast.received, slow.received, setting.bytes);
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
  Collective collective(cluster, named("ring", Ring()).plan, Road::any);
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
