#include "analysis/sgd_rates.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle::analysis {

double synchronous_mean(double a, double t, double x0) { return std::pow(1 - a, t) * x0; }

double synchronous_square(double a, double s2, double t, double x0) {
  const double left = std::pow((1 - a) * (1 - a), t);
  return left * x0 * x0 + (1 - left) * synchronous_floor(a, s2);
}

double synchronous_floor(double a, double s2) { return s2 / (a * (2 - a)); }

double gradient_bound(double L, double D, double sigma, double T) {
  return 2 * L * D / T + 2 * sigma * std::sqrt(2 * L * D / T);
}

double best_constant_step(double L, double D, double sigma, double T) {
  return sigma > 0 ? std::min(1 / L, std::sqrt(2 * D / (L * T)) / sigma) : 1 / L;
}

double linear_scaling_ratio(double a, double k, double T) { return std::pow(1 - k * a, T / k) / std::pow(1 - a, T); }

}  // namespace dawdle::analysis
