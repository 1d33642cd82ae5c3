#include "analysis/queueing.hpp"
#include "analysis/order_statistics.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("a link shared fairly follows mean-value analysis") {
  CHECK(fair_link(8, 1, 0.1).throughput == Approx(6.616816).epsilon(1e-6));
  CHECK(fair_link(8, 1, 0.1).residence == Approx(0.209041).epsilon(1e-5));
  CHECK(fair_link(4, 1, 0.5).throughput == Approx(1.809524).epsilon(1e-6));
  CHECK(fair_link(4, 1, 0.5).residence == Approx(1.210526).epsilon(1e-6));
}

TEST_CASE("two fair links of equal service are what one of twice the service is not, and keep Little's law") {
  // By hand, N = 2, think 1, service 1 and 1: residence 1 + 1/3 each, throughput 2 / (1 + 8/3).
  const std::vector<double> service = {1, 1};
  const ClosedNetwork two = fair_links(2, 1, service);
  CHECK(two.throughput == Approx(6.0 / 11).epsilon(1e-14));
  CHECK(two.residence[0] == Approx(4.0 / 3).epsilon(1e-14));
  CHECK(two.throughput > fair_link(2, 1, 2).throughput);
  CHECK(fair_links(5, 2, {}).throughput == Approx(2.5));
}

// The expected number is from a simulation, good to 0.5 %.
TEST_CASE("a first-in first-out link serves more") {
  CHECK(fifo_link(8, 1, 0.1).throughput == Approx(6.856).epsilon(5e-3));
  CHECK(fifo_link(8, 1, 0.1).residence == Approx(0.167).epsilon(3e-3));
  for (int customers : {2, 3, 20})
    CHECK(fifo_link(customers, 1, 0.2).throughput > fair_link(customers, 1, 0.2).throughput);
}

TEST_CASE("one customer never waits at either link") {
  CHECK(fair_link(1, 3, 2).throughput == Approx(0.2).epsilon(1e-14));
  CHECK(fifo_link(1, 3, 2).throughput == Approx(0.2).epsilon(1e-14));
}

TEST_CASE("the SSP period without slack is that of full synchronization") {
  for (int workers : {1, 2, 5, 9}) CHECK(ssp_period(workers, 0) == Approx(harmonic(workers)).epsilon(1e-10));
}

TEST_CASE("the SSP period of two workers is (2s+3)/(2s+2)") {
  for (int s : {0, 1, 2, 3, 9}) CHECK(ssp_period(2, s) == Approx((2 * s + 3) / (2 * s + 2.0)).epsilon(1e-10));
}

TEST_CASE("the SSP period of more workers") {
  CHECK(ssp_period(3, 1) == Approx(1.403509).epsilon(1e-6));
  CHECK(ssp_period(4, 3) == Approx(1.249719).epsilon(1e-6));
  CHECK(ssp_period(8, 1) == Approx(1.792535).epsilon(1e-6));
}
