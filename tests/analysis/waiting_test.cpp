#include "analysis/waiting.hpp"
#include "analysis/order_statistics.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <vector>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("the period of batches is throughput alone") {
  CHECK(batch_async_period(8, 3) == 0.375);
  CHECK(batch_async_period(8, 3, 2) == 0.75);
  CHECK(batch_sync_period(8, 4) == 0.5);
}

TEST_CASE("averaging every H steps waits for the slowest mean of H") {
  CHECK(periodic_averaging_step(16, 1, 1) == Approx(4.380729).epsilon(1e-6));
  CHECK(periodic_averaging_step(16, 10, 1) == Approx(1.733735).epsilon(1e-6));
  for (int P : {1, 2, 7, 100}) CHECK(periodic_averaging_step(P, 1, 0, 3) == Approx(3 * harmonic(P)).epsilon(1e-10));
  for (int H : {1, 5, 1000}) CHECK(periodic_averaging_step(1, H, 0) == Approx(1).epsilon(1e-10));
}

TEST_CASE("a ring waits for its neighbours") {
  CHECK(one_sided_ring_period(3) == Approx(1.666667).epsilon(1e-6));
  CHECK(one_sided_ring_period(16) == 1.9375);
  const std::vector<double> times = {1, 1.4, 0.9, 1.2, 2, 1.1};
  CHECK(two_sided_ring_period(times, 0.35) == 2);
  CHECK(two_sided_ring_period(times, 1) == Approx(2.6).epsilon(1e-15));
}

TEST_CASE("workers of fixed speeds do S gradients") {
  const std::vector<double> times = {1, 1.7, 2.3, 5, 11};
  CHECK(fixed_speeds_end(times, 40) == Approx(18.4).epsilon(1e-15));
  CHECK(fixed_speeds_end(times, 1) == 1);
  CHECK(fixed_speeds_end(std::vector<double>{2, 2}, 5) == 6);
}

TEST_CASE("the slowest cycle of a ring is what its closed form says, over a grid") {
  for (int n = 3; n <= 9; ++n)
    for (const double latency : {0.0, 0.2, 1.5}) {
      CAPTURE(n);
      std::vector<double> times;
      for (int i = 0; i < n; ++i) times.push_back(1 + std::fmod(0.618 * i * i + 0.37 * n, 1.0));
      std::vector<Wait> waits;
      for (int i = 0; i < n; ++i) {
        const double own = times[static_cast<std::size_t>(i)];
        waits.push_back({i, i, own});
        for (const int next : {(i + 1) % n, (i + n - 1) % n}) waits.push_back({i, next, own + latency});
      }
      CHECK(slowest_cycle(n, waits) == Approx(two_sided_ring_period(times, latency)).epsilon(1e-12));
    }
  CHECK(slowest_cycle(3, std::vector<Wait>{{0, 1, 5}, {1, 2, 5}}) == 0);
  CHECK(slowest_cycle(3, std::vector<Wait>{{0, 1, 5}, {1, 0, 2}, {2, 2, 3}, {1, 2, 9}}) == Approx(3.5));
}
