#include "analysis/staleness.hpp"

#include <cmath>
#include <numeric>

namespace dawdle::analysis {

double batch_async_mean_staleness(int P, int K) { return (P - 1.0) / K; }

double k_async_mean_staleness(int P, int K) { return static_cast<double>(P) / K - 1; }

double staleness_tail(double rate, double all, int k) { return std::pow(1 - rate / all, k); }

std::vector<double> staleness_law(std::span<const double> rates, int largest) {
  const double all = std::accumulate(rates.begin(), rates.end(), 0.0);
  std::vector<double> law;
  for (int k = 0; k <= largest; ++k) {
    double probability = 0;
    for (const double rate : rates) probability += rate / all * (rate / all) * staleness_tail(rate, all, k);
    law.push_back(probability);
  }
  return law;
}

}  // namespace dawdle::analysis
