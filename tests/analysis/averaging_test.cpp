#include "analysis/averaging.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("local SGD ends where steep workers pull it, and at the optimum when it averages every step") {
  const std::vector<double> curvature = {1, 0.2, 0.05}, optimum = {1, -2, 4};
  CHECK(local_sgd_fixed_point(curvature, optimum, 0.3, 20) == Approx(0.316184).epsilon(2e-6));
  CHECK(local_sgd_fixed_point(curvature, optimum, 0.3, 1) == Approx(0.64).epsilon(1e-12));
  CHECK(local_sgd_fixed_point(curvature, optimum, 0.3, 100'000) == Approx(1).epsilon(1e-9));  // the mean of the optima
}

TEST_CASE("workers of a ring drift apart, the more the larger it is") {
  CHECK(ring_consensus_variance(16, 0.05) == Approx(1.724167).epsilon(1e-6));
  CHECK(ring_consensus_variance(3, 0) == Approx(2.0 / 3).epsilon(1e-12));  // W averages: only the last noise is left
  CHECK(ring_consensus_variance(32, 0.05) > ring_consensus_variance(16, 0.05));
}

TEST_CASE("the exponential graph mixes in about log n rounds") {
  CHECK(exponential_graph_gap(8) == Approx(0.5).epsilon(1e-12));
  CHECK(exponential_graph_gap(16) == Approx(0.4).epsilon(1e-12));
}

TEST_CASE("communication of DiLoCo, 2 GB over 64 replicas") {
  const Reach fast = {50e9, 1e-4}, slow = {1.25e9, 1e-2};
  CHECK(data_parallel_step(2e9, 64, slow) == Approx(3.16).epsilon(1e-12));
  CHECK(diloco_step(2e9, 64, 4, 30, fast, slow) == Approx(0.180433).epsilon(2e-6));
}
