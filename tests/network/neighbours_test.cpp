// Workers on a ring that wait for their neighbours: T15-T17 and T21 of the theory, on clock and network alone.
#include "sim/core/event.hpp"
#include "sim/core/random.hpp"
#include "sim/network/star.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <cmath>
#include <deque>
#include <functional>
#include <vector>

using namespace dawdle;

namespace {

using Compute = std::function<double(int worker, int step)>;  // seconds

double exponential(int worker, int step) {
  Stream random = stream(7, Purpose::straggler, static_cast<std::uint64_t>(worker), static_cast<std::uint64_t>(step));
  return boost::random::exponential_distribution<double>(1)(random);
}

struct Ring {
  Ring(int n, bool both_sides, double latency, Compute compute_law)
      : compute(std::move(compute_law)), sides(both_sides) {
    Star star;
    star.latency = latency;
    network = star.build(clock, {n, 0});
    for (int i = 0; i < n; ++i) {
      from_left.emplace_back(clock, 0.0, Name{"the left neighbour of", i});
      from_right.emplace_back(clock, 0.0, Name{"the right neighbour of", i});
    }
  }
  ~Ring() { clock.clear(); }

  Clock clock;
  std::unique_ptr<Network> network;
  Compute compute;
  bool sides;
  std::deque<Milestone> from_left, from_right;  // steps of the neighbour that this worker knows of
  int size() const { return static_cast<int>(from_left.size()); }
};

Process tells(Ring& ring, int from, int to, Milestone& known, double step) {
  co_await ring.network->send(from, to, 0);
  known.raise(step);
}

// x_i(k+1) = T_i + max over neighbours (and itself) of x(k) + latency.
Process worker(Ring& ring, int id, int steps, std::vector<double>& ends) {
  const int n = ring.size(), left = (id + n - 1) % n, right = (id + 1) % n;
  for (int step = 1; step <= steps; ++step) {
    co_await ring.clock.delay(ring.compute(id, step));
    ends.push_back(ring.clock.now());
    ring.clock.spawn(tells(ring, id, right, ring.from_left[static_cast<std::size_t>(right)], step));
    if (ring.sides)
      ring.clock.spawn(tells(ring, id, left, ring.from_right[static_cast<std::size_t>(left)], step));
    co_await ring.from_left[static_cast<std::size_t>(id)].at_least(step);
    if (ring.sides)
      co_await ring.from_right[static_cast<std::size_t>(id)].at_least(step);
  }
}

// When worker 0 ended each step.
std::vector<double> run(int n, bool both_sides, double latency, int steps, Compute compute) {
  Ring ring(n, both_sides, latency, std::move(compute));
  std::vector<std::vector<double>> ends(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i)
    ring.clock.spawn(worker(ring, i, steps, ends[static_cast<std::size_t>(i)]), {"worker", i});
  ring.clock.run();
  return ends[0];
}

// Mean period and its standard error, by batch means.
std::pair<double, double> period(const std::vector<double>& ends) {
  constexpr std::size_t kBatches = 40;
  const std::size_t warm = ends.size() / 20, length = (ends.size() - warm - 1) / kBatches;
  double sum = 0, squares = 0;
  for (std::size_t b = 0; b < kBatches; ++b) {
    const double mean = (ends[warm + (b + 1) * length] - ends[warm + b * length]) / static_cast<double>(length);
    sum += mean;
    squares += mean * mean;
  }
  const double mean = sum / kBatches;
  return {mean, std::sqrt((squares / kBatches - mean * mean) / (kBatches - 1))};
}

}  // namespace

TEST_CASE("T15: waiting for the left neighbour, exponential work: the period is 2 - 1/N") {
  for (int n : {2, 3, 5, 16}) {
    CAPTURE(n);
    const auto [mean, error] = period(run(n, false, 0, 40'000, exponential));
    CHECK(error <= .005 * mean);
    CHECK(std::abs(mean - (2 - 1.0 / n)) <= 4 * error);
  }
}

TEST_CASE("T16: waiting for both neighbours, exponential work") {
  for (const auto& [n, expected] : {std::pair{3, 1.833333}, {8, 2.171}, {16, 2.281}}) {
    const auto [mean, error] = period(run(n, true, 0, 40'000, exponential));
    CHECK(error <= .005 * mean);
    CHECK(std::abs(mean - expected) <= .005 * expected);
  }
}

TEST_CASE("T17: waiting for both neighbours over links of some latency, constant work: the worst cycle's mean") {
  const std::vector<std::vector<double>> works = {
      {1, 1.4, .9, 1.2, 2, 1.1}, {1, 1, 1}, {3, .1, .1, 2.9}, {.5, .25, 1, 2}};
  for (const std::vector<double>& work : works)
    for (double latency : {0.0, .1, .35, 1.0, 5.0}) {
      const std::size_t n = work.size();
      double expected = 0, sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        expected = std::max({expected, work[i], (work[i] + work[(i + 1) % n]) / 2 + latency});
        sum += work[i];
      }
      expected = std::max(expected, sum / static_cast<double>(n) + latency);
      const auto ends = run(static_cast<int>(n), true, latency, 1300,
                            [&](int id, int) { return work[static_cast<std::size_t>(id)]; });
      CHECK((ends[1200] - ends[1200 - 60]) / 60 == doctest::Approx(expected).epsilon(1e-9).scale(0));
    }
}

namespace {

Process averages(Clock& clock, Barrier& round, int id, int h, double transfer, int rounds, std::vector<double>& ends) {
  for (int r = 0; r < rounds; ++r) {
    for (int step = 0; step < h; ++step) {
      const double seconds = exponential(id, r * h + step);
      co_await clock.delay(seconds);
    }
    co_await round.arrive();
    co_await clock.delay(transfer);
    if (id == 0)
      ends.push_back(clock.now());
  }
}

}  // namespace

TEST_CASE("T21: averaging every H steps takes the expected maximum of means of H draws, and D/H") {
  for (const auto& [h, expected] : {std::pair{1, 4.380729}, {10, 1.733735}}) {
    const int m = 16, rounds = 40'000;
    Clock clock;
    Barrier round(clock, m, {"round"});
    std::vector<double> ends;
    for (int i = 0; i < m; ++i) clock.spawn(averages(clock, round, i, h, 1, rounds, ends), {"worker", i});
    clock.run();
    const auto [mean, error] = period(ends);
    CHECK(error / h <= .005 * expected);
    CHECK(std::abs(mean / h - expected) <= 4 * error / h);
    clock.clear();
  }
}
