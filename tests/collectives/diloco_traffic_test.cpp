// N17: what a step of DiLoCo spends on the network, from the rings it is made of (Douillard et al. 2023; the formula is
// that of Charles et al., "Communication-efficient language model training scales reliably", 2025).
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace collectives;

namespace {

// A ring AllReduce of n bytes over p workers whose latencies add up to `overhead` seconds.
double ring_seconds(int p, double bytes, double bandwidth, double overhead) {
  Setting setting = together(p, bytes);
  setting.card = {bandwidth};
  setting.latency = overhead / (2.0 * (p - 1));
  const Outcome got = run([](int ranks, double n) { return Ring().make_plan(ranks, n); }, Road::messages, setting);
  return *std::max_element(got.end.begin(), got.end.end());
}

}  // namespace

TEST_CASE("N17: DiLoCo's step is the inner ring of each replica and, every H-th time, the outer ring of all") {
  const double gbit = 1e9 / 8;
  const double N = 16 * gbit, W0 = 400 * gbit, W1 = 10 * gbit, e0 = 1e-4, e1 = 1e-2;
  const int R = 64, M = 4, H = 30;
  const double outer = ring_seconds(R, N, W1, e1);
  CHECK(outer == doctest::Approx(3.16).epsilon(1e-6).scale(0));  // plain data parallelism pays it in every step
  CHECK(ring_seconds(R / M, N, W0, e0) + outer / H == doctest::Approx(.180433).epsilon(3e-6).scale(0));
  for (int replicas : {2, 8, 16, 32}) {
    const double inner = ring_seconds(R / replicas, N, W0, e0);
    CHECK(inner == doctest::Approx(2 * N * (1 - replicas / 64.0) / W0 + e0).epsilon(1e-9).scale(0));
  }
}
