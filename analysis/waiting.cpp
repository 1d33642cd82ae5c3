#include "analysis/waiting.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>

namespace dawdle::analysis {

double batch_async_period(int P, int K, double mean) { return K * mean / P; }

double batch_sync_period(int P, int K, double mean) { return K * mean / P; }

// E max = integral of P(max > t), the sum of H times being gamma distributed.
double periodic_averaging_step(int P, int H, double average, double mean) {
  const auto beyond = [=](double t) { return 1 - std::pow(boost::math::gamma_p(H, H * t), P); };
  using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  const double slowest = Rule::integrate(beyond, 0.0, std::numeric_limits<double>::infinity(), 15, 1e-12);
  return mean * slowest + average / H;
}

double one_sided_ring_period(int N, double mean) { return mean * (2 - 1.0 / N); }

double two_sided_ring_period(std::span<const double> times, double latency) {
  double pair = 0;
  for (std::size_t i = 0; i < times.size(); ++i) pair = std::max(pair, times[i] + times[(i + 1) % times.size()]);
  const double round = std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
  return std::max({*std::max_element(times.begin(), times.end()), pair / 2 + latency, round + latency});
}

// longest[k][v]: of all walks of k waits that end at v.
double slowest_cycle(int nodes, std::span<const Wait> waits) {
  const auto n = static_cast<std::size_t>(nodes);
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> longest(n + 1, std::vector<double>(n, kNone));
  std::fill(longest[0].begin(), longest[0].end(), 0.0);
  for (std::size_t k = 0; k < n; ++k)
    for (const Wait& w : waits) {
      double& to = longest[k + 1][static_cast<std::size_t>(w.to)];
      to = std::max(to, longest[k][static_cast<std::size_t>(w.from)] + w.seconds);
    }
  double slowest = 0;
  for (std::size_t v = 0; v < n; ++v) {
    double mean = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < n && longest[n][v] > kNone; ++k)
      mean = std::min(mean, (longest[n][v] - longest[k][v]) / static_cast<double>(n - k));
    if (longest[n][v] > kNone)
      slowest = std::max(slowest, mean);
  }
  return slowest;
}

double fixed_speeds_end(std::span<const double> times, int S) {
  struct Next {
    double end;
    std::size_t worker;
    int gradient;
    bool operator>(const Next& other) const { return end > other.end; }
  };
  std::priority_queue<Next, std::vector<Next>, std::greater<>> next;
  for (std::size_t i = 0; i < times.size(); ++i) next.push({times[i], i, 1});
  for (int done = 1; done < S; ++done) {
    const Next first = next.top();
    next.pop();
    next.push({times[first.worker] * (first.gradient + 1), first.worker, first.gradient + 1});
  }
  return next.top().end;
}

}  // namespace dawdle::analysis
