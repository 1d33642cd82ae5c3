#include "analysis/averaging.hpp"

#include <cmath>
#include <numbers>

namespace dawdle::analysis {

double local_sgd_fixed_point(std::span<const double> curvature, std::span<const double> optimum, double eta, int H) {
  double weighted = 0, weights = 0;
  for (std::size_t i = 0; i < curvature.size(); ++i) {
    const double q = 1 - std::pow(1 - eta * curvature[i], H);
    weighted += q * optimum[i];
    weights += q;
  }
  return weighted / weights;
}

double ring_consensus_variance(int n, double a) {
  double sum = 0;
  for (int k = 1; k < n; ++k) {
    const double mu = (1 + 2 * std::cos(2 * std::numbers::pi * k / n)) / 3;
    sum += 1 / (1 - (mu - a) * (mu - a));
  }
  return sum / n;
}

double exponential_graph_gap(int n) { return 2 / (1 + std::log2(n)); }

double data_parallel_step(double n, int R, Reach slow) { return 2 * n * (1 - 1.0 / R) / slow.bandwidth + slow.latency; }

double diloco_step(double n, int R, int M, int H, Reach fast, Reach slow) {
  const double inside = 2 * n * (1 - static_cast<double>(M) / R) / fast.bandwidth + fast.latency;
  return inside + data_parallel_step(n, R, slow) / H;
}

}  // namespace dawdle::analysis
