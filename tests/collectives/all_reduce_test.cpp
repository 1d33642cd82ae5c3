// How long an AllReduce takes each rank, as a strategy calls it, on a star of private full-duplex cards.
#include "sim/collectives/closed_form.hpp"
#include "sim/collectives/ring.hpp"
#include "sim/core/random.hpp"
#include "sim/network/star.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>

using namespace dawdle;

namespace {

constexpr double alpha = 10e-6, bandwidth = 1.25e9, beta = 1 / bandwidth, n = 100e6;

Process joins(Cluster& cluster, Worker& worker, AllReduce& all_reduce, double late, double bytes, int rounds,
              double& end) {
  co_await cluster.clock.delay(late);
  for (int round = 0; round < rounds; ++round) co_await all_reduce.run(worker, bytes);
  end = cluster.clock.now();
}

struct Ranks {
  std::vector<double> late;                // seconds, by rank
  std::vector<double> card = {bandwidth};  // bytes/s: one, or by rank
  double bytes = n;
  int rounds = 1;
};

// When each rank has the sum of the last round.
std::vector<double> ends(const AllReduceAlgorithm& algorithm, const Ranks& ranks) {
  const int p = static_cast<int>(ranks.late.size());
  Star star;
  star.latency = alpha;
  star.bandwidth = ranks.card;
  Clock clock;
  const auto network = star.build(clock, {p, 0});
  const ComputeModel compute;
  Cluster cluster(clock, *network, compute, p);
  const auto all_reduce = algorithm.on(cluster);
  std::vector<double> out(ranks.late.size());
  for (Worker& worker : cluster.workers) {
    const auto i = static_cast<std::size_t>(worker.id);
    clock.spawn(joins(cluster, worker, *all_reduce, ranks.late[i], ranks.bytes, ranks.rounds, out[i]),
                {"rank", worker.id});
  }
  clock.run();
  clock.clear();
  return out;
}

void check_all(const std::vector<double>& times, double expected) {
  for (double t : times) CHECK(std::abs(t - expected) <= 1e-9 * expected);
}

std::vector<double> together(int p) { return std::vector<double>(static_cast<std::size_t>(p), 0.0); }

double ring_seconds(int p) { return 2 * (p - 1) * alpha + 2.0 * (p - 1) / p * n * beta; }

// The ring as its recursion: a rank ends step k when it has sent its piece and has its left neighbour's.
std::vector<double> recursion(const Ranks& ranks) {
  const std::size_t p = ranks.late.size();
  std::vector<double> now = ranks.late;
  for (std::size_t k = 0; k < 2 * (p - 1) * static_cast<std::size_t>(ranks.rounds); ++k) {
    std::vector<double> sent(p), next(p);
    for (std::size_t i = 0; i < p; ++i) {
      const double rate = std::min(ranks.card[i], ranks.card[(i + 1) % p]);
      sent[i] = now[i] + alpha + ranks.bytes / static_cast<double>(p) / rate;
    }
    for (std::size_t i = 0; i < p; ++i) next[i] = std::max(sent[i], sent[(i + p - 1) % p]);
    now = next;
  }
  return now;
}

}  // namespace

// The formula over a grid is in theory_test.cpp; these are its published points.
TEST_CASE("N01: a ring of 100 MB") {
  check_all(ends(Ring(), {together(4)}), 0.120060);
  check_all(ends(Ring(), {together(8)}), 0.140140);
  check_all(ends(Ring(), {together(32)}), 0.155620);
}

TEST_CASE("a ring of one rank, or of no bytes, costs no more than its latencies") {
  check_all(ends(Ring(), {together(1)}), 0);
  check_all(ends(Ring(), {together(6), {bandwidth}, 0}), 10 * alpha);
}

TEST_CASE("N07: with one rank late every rank ends that much later") {
  for (int p : {2, 3, 8, 17})
    for (double D : {1e-6, 0.05, 2.0}) {
      CAPTURE(p);
      Ranks ranks{together(p)};
      ranks.late[static_cast<std::size_t>(p) / 2] = D;
      const std::vector<double> times = ends(Ring(), ranks);
      if (D == 0.05)
        check_all(times, D + ring_seconds(p));
      CHECK(*std::max_element(times.begin(), times.end()) == doctest::Approx(D + ring_seconds(p)).epsilon(1e-9));
    }
  CHECK(0.05 + ring_seconds(8) == doctest::Approx(0.190140).epsilon(1e-9));
}

TEST_CASE("N08: one slow card sets the pace of the whole ring") {
  for (int p : {2, 3, 8, 13})
    for (double slowdown : {2.0, 10.0, 1000.0}) {
      CAPTURE(p);
      Ranks ranks{together(p), std::vector<double>(static_cast<std::size_t>(p), bandwidth)};
      ranks.card[1] /= slowdown;
      const std::vector<double> times = ends(Ring(), ranks);
      const double expected = 2 * (p - 1) * (alpha + n / (p * ranks.card[1]));
      CHECK(*std::max_element(times.begin(), times.end()) == doctest::Approx(expected).epsilon(1e-9));
      if (p == 8 && slowdown == 10)
        CHECK(expected == doctest::Approx(1.400140).epsilon(1e-9));
    }
}

TEST_CASE("a ring of any late ranks and slow cards, round after round, is its recursion") {
  Stream random = stream(7, Purpose::straggler, 0, 0);
  const auto uniform = [&](double low, double high) {
    return boost::random::uniform_real_distribution<double>(low, high)(random);
  };
  for (int p : {2, 3, 4, 7, 12})
    for (int rounds : {1, 3}) {
      CAPTURE(p);
      Ranks ranks{together(p), std::vector<double>(static_cast<std::size_t>(p)), 1e6, rounds};
      for (double& late : ranks.late) late = uniform(0, 0.005);
      for (double& card : ranks.card) card = uniform(1e8, 1e9);
      const std::vector<double> simulated = ends(Ring(), ranks), expected = recursion(ranks);
      for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(simulated[i] == doctest::Approx(expected[i]).epsilon(1e-9));
    }
}

TEST_CASE("the closed form is alpha log2(p) + 2(p-1)/p n beta after the last rank") {
  for (int p : {2, 3, 8, 100}) {
    CAPTURE(p);
    Ranks ranks{together(p)};
    ranks.late[0] = 0.25;
    check_all(ends(ClosedForm(), ranks), 0.25 + alpha * std::log2(p) + 2.0 * (p - 1) / p * n * beta);
  }
  check_all(ends(ClosedForm(), {together(1)}), 0);
}
