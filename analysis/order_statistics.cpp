#include "analysis/order_statistics.hpp"

#include <cmath>

namespace dawdle::analysis {

double harmonic(int n) {
  double sum = 0;
  for (int i = n; i > 0; --i) sum += 1.0 / i;  // small terms first
  return sum;
}

double exponential_kth(int n, int k, double mean) { return (harmonic(n) - harmonic(n - k)) * mean; }

double pareto_kth(int n, int k, double alpha, double minimum) {
  return minimum * std::exp(std::lgamma(n + 1) + std::lgamma(n - k + 1 - 1 / alpha) - std::lgamma(n - k + 1) -
                            std::lgamma(n + 1 - 1 / alpha));
}

double two_point_slowest(int n, double q, double slowdown) { return 1 + (slowdown - 1) * (1 - std::pow(1 - q, n)); }

}  // namespace dawdle::analysis
