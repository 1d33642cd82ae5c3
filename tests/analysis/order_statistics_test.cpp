#include "analysis/order_statistics.hpp"

#include <doctest/doctest.h>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("harmonic numbers start at none") {
  CHECK(harmonic(0) == 0);
  CHECK(harmonic(1) == 1);
  CHECK(harmonic(4) == Approx(25.0 / 12).epsilon(1e-15));
}

TEST_CASE("the k-th fastest of n exponential workers") {
  CHECK(exponential_kth(8, 8) == Approx(2.717857).epsilon(1e-6));
  CHECK(exponential_kth(8, 4) == Approx(0.634524).epsilon(1e-6));
  CHECK(exponential_kth(32, 31) == Approx(3.058495).epsilon(1e-6));
  CHECK(exponential_kth(100, 96) == Approx(3.104044).epsilon(1e-6));
  CHECK(exponential_kth(100, 100) == Approx(5.187378).epsilon(1e-6));
  CHECK(1 + exponential_kth(16, 12, 0.5) == Approx(1.648698).epsilon(1e-6));
}

TEST_CASE("the k-th fastest of n Pareto workers") {
  CHECK(pareto_kth(16, 16, 3) == Approx(3.435855).epsilon(1e-6));
  CHECK(pareto_kth(16, 14, 2.5) == Approx(2.183182).epsilon(1e-6));
  // One worker: the law's own mean.
  CHECK(pareto_kth(1, 1, 3, 2) == Approx(3).epsilon(1e-12));
}

TEST_CASE("one slow worker of n delays all") {
  CHECK(two_point_slowest(32, 0.05, 5) == Approx(4.225154).epsilon(1e-6));
  CHECK(two_point_slowest(7, 0, 5) == 1);
  CHECK(two_point_slowest(7, 1, 5) == 5);
}
