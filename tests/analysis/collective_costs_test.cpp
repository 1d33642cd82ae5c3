#include "analysis/collective_costs.hpp"

#include <doctest/doctest.h>
#include <initializer_list>

using namespace dawdle::analysis;
using doctest::Approx;

namespace {

// 10 us, 10 Gbit/s, 100 MB.
constexpr LinkCost kLink = {1e-5, 8e-10};
constexpr double kBytes = 1e8;

Approx exactly(double seconds) { return Approx(seconds).epsilon(1e-12); }

}  // namespace

TEST_CASE("all-reduce algorithms cost what their papers say") {
  CHECK(ring_all_reduce(4, kBytes, kLink) == exactly(0.120060));
  CHECK(ring_all_reduce(8, kBytes, kLink) == exactly(0.140140));
  CHECK(ring_all_reduce(32, kBytes, kLink) == exactly(0.155620));
  CHECK(recursive_doubling_all_reduce(4, kBytes, kLink) == exactly(0.160020));
  CHECK(recursive_doubling_all_reduce(8, kBytes, kLink) == exactly(0.240030));
  CHECK(rabenseifner_all_reduce(4, kBytes, kLink) == exactly(0.120040));
  CHECK(rabenseifner_all_reduce(8, kBytes, kLink) == exactly(0.140060));
  CHECK(torus_all_reduce(4, 8, kBytes, kLink) == exactly(0.155200));
  CHECK(slow_ring_all_reduce(8, kBytes, kLink.alpha, 10 * kLink.beta) == exactly(1.400140));
}

TEST_CASE("the textbook's all-reduce and the ring differ in their latencies alone") {
  CHECK(textbook_all_reduce(8, kBytes, kLink) == exactly(0.140030));
  CHECK(ring_all_reduce(8, kBytes, kLink) - textbook_all_reduce(8, kBytes, kLink) == Approx(11e-5).epsilon(1e-9));
}

TEST_CASE("ranks beyond a power of two cost two messages of everything") {
  CHECK(rabenseifner_all_reduce(6, kBytes, kLink) == exactly(6e-5 + 3.5 * 0.08));
  CHECK(rabenseifner_all_reduce(6, kBytes, kLink) > rabenseifner_all_reduce(8, kBytes, kLink));
}

TEST_CASE("broadcasts and gathers") {
  for (int p : {5, 6, 7, 8}) CHECK(binomial_tree(p, kBytes, kLink) == exactly(0.240030));
  CHECK(scatter_ring_broadcast(8, kBytes, kLink) == exactly(10e-5 + 0.14));
  CHECK(ring_all_gather(8, kBytes, kLink) == exactly(7e-5 + 0.07));
}

TEST_CASE("one rank has nobody to talk to") {
  CHECK(ring_all_reduce(1, kBytes, kLink) == 0);
  CHECK(recursive_doubling_all_reduce(1, kBytes, kLink) == 0);
  CHECK(rabenseifner_all_reduce(1, kBytes, kLink) == 0);
  CHECK(binomial_tree(1, kBytes, kLink) == 0);
  CHECK(textbook_all_reduce(1, kBytes, kLink) == 0);
}
