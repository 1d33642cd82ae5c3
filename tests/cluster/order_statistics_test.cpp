// The time of the K-th fastest of P workers, which is what every synchronous strategy waits for.
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace dawdle;

namespace {

std::vector<double> kth_fastest(const ComputeModel& compute, int P, int K, std::uint64_t steps) {
  std::vector<double> result, times(P);
  for (std::uint64_t step = 0; step < steps; ++step) {
    for (int worker = 0; worker < P; ++worker) times[worker] = compute.seconds(worker, step, 1);
    std::nth_element(times.begin(), times.begin() + (K - 1), times.end());
    result.push_back(times[K - 1]);
  }
  return result;
}

void check_period(const FakeFields& law, double base, int P, int K, double expected) {
  CAPTURE(P);
  CAPTURE(K);
  check_mean(kth_fastest(compute_with({law}, base), P, K, 60'000), expected, 0.005 * expected);
}

double harmonic(int n) { return n == 0 ? 0 : harmonic(n - 1) + 1.0 / n; }

double pareto_period(int n, int k, double alpha) {
  return std::exp(std::lgamma(n + 1) + std::lgamma(n - k + 1 - 1 / alpha) - std::lgamma(n - k + 1) -
                  std::lgamma(n + 1 - 1 / alpha));
}

}  // namespace

TEST_CASE("the K-th of P exponential workers takes (H_P - H_{P-K}) / mu") {
  const FakeFields law{{"kind", "exponential"}, {"mean", 1.0}};
  check_period(law, 0, 8, 8, 2.717857);
  check_period(law, 0, 8, 4, 0.634524);
  check_period(law, 0, 32, 31, 3.058495);
  for (const auto& [P, K] : {std::pair{1, 1}, {3, 2}, {13, 13}, {20, 5}})
    check_period({{"kind", "exponential"}, {"mean", 0.25}}, 0, P, K, 0.25 * (harmonic(P) - harmonic(P - K)));
}

TEST_CASE("backup workers cut the wait of 100 exponential workers") {
  const FakeFields law{{"kind", "exponential"}, {"mean", 1.0}};
  check_period(law, 0, 100, 96, 3.104044);
  check_period(law, 0, 100, 100, 5.187378);
}

TEST_CASE("a shift adds itself to the exponential period, as does the base") {
  check_period({{"kind", "shifted_exponential"}, {"shift", 1.0}, {"mean", 0.5}}, 0, 16, 12, 1.648698);
  check_period({{"kind", "exponential"}, {"mean", 0.5}}, 1, 16, 12, 1.648698);
  check_period({{"kind", "shifted_exponential"}, {"shift", 1.0}, {"mean", 0.5}}, 0, 16, 16, 1 + 0.5 * harmonic(16));
}

TEST_CASE("the period of Pareto workers is the closed form of its order statistics") {
  check_period({{"kind", "pareto"}, {"alpha", 3.0}, {"minimum", 1.0}}, 0, 16, 16, 3.435855);
  check_period({{"kind", "pareto"}, {"alpha", 2.5}, {"minimum", 1.0}}, 0, 16, 14, 2.183182);
  check_period({{"kind", "pareto"}, {"alpha", 4.0}, {"minimum", 1.0}}, 0, 5, 4, pareto_period(5, 4, 4));
}

TEST_CASE("one slow worker of P delays all with probability 1 - (1-q)^P") {
  check_period({{"kind", "two_point"}, {"probability", 0.05}, {"slowdown", 5.0}}, 1, 32, 32, 4.225154);
  check_period({{"kind", "two_point"}, {"probability", 0.2}, {"slowdown", 3.0}}, 2, 4, 4,
               2 * (1 + 2 * (1 - std::pow(0.8, 4))));
}
