#include "analysis/sgd_dynamics.hpp"

#include "analysis/poisson.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace dawdle::analysis {

namespace {

using std::numbers::pi;

// Sum over n of P(N = n) value(n) for N Poisson with this mean, to ten deviations above it.
template <class Value>
double poisson_mean(double mean, Value value) {
  const int last = static_cast<int>(mean + 10 * std::sqrt(mean) + 20);
  double sum = 0;
  for (int n = 0; n <= last; ++n) sum += poisson(n, mean) * value(n);
  return sum;
}

// How far arg(z - beta) + (tau - 1/2) arg z is past pi/2, at z = exp(i phi): zero where a root crosses the circle.
double phase(double phi, int tau, double beta) {
  return std::arg(std::polar(1.0, phi) - beta) + (tau - 0.5) * phi - pi / 2;
}

}  // namespace

std::vector<double> asynchronous_mean(double a, int M, int updates) {
  std::vector<double> x{1, 1 - a};
  for (int t = 1; t < updates; ++t) {
    const double now = x.back();
    x.push_back(now + (1 - 1.0 / M) * (now - x[x.size() - 2]) - a / M * now);
  }
  x.resize(static_cast<std::size_t>(updates) + 1);
  return x;
}

std::vector<double> asynchronous_second_moment(double a, int M, double s2, int updates) {
  double xx = 1, xr = 1, rr = 1, rq = 1;  // E x^2, E x r_i, E r_i^2, E r_i r_j
  std::vector<double> out{xx};
  for (int t = 0; t < updates; ++t) {
    const double other = xr - a * rq;  // E x' r_j, j not the worker whose gradient it is
    xx += a * (a * rr - 2 * xr) + s2;
    xr = (xx + (M - 1) * other) / M;
    rr = (xx + (M - 1) * rr) / M;
    rq = M == 1 ? 0 : (2 * other + (M - 2) * rq) / M;
    out.push_back(xx);
  }
  return out;
}

double asynchronous_variance(double a, int M) { return (1 + a * M) / (a * (2 + a - a * a * M)); }

double asynchronous_limit(int M) { return (1 + std::sqrt(1 + 8.0 * M)) / (2 * M); }

double asynchronous_second_moment_at(double t, double a, int M, double s2) {
  std::vector<double> moment{1};
  return poisson_mean(M * t, [&](int n) {
    if (static_cast<std::size_t>(n) >= moment.size())
      moment = asynchronous_second_moment(a, M, s2, 2 * n + 100);
    return moment[static_cast<std::size_t>(n)];
  });
}

// A round is M stages: with k workers still computing, the next one ends at rate k. Made discrete at rate M
// (uniformization), each tick ends the stage with probability k/M. `weight` and `moment` are P(stage) and
// E[x^2; stage].
double synchronous_second_moment_at(double t, double a, int M, double s2) {
  const auto stages = static_cast<std::size_t>(M);
  std::vector<double> weight(stages), moment(stages);
  weight.back() = moment.back() = 1;  // [k-1]: k workers compute
  const auto tick = [&] {
    const double finished = weight[0] / M;
    const double stepped = (1 - a) * (1 - a) * moment[0] / M + s2 / M * finished;
    for (std::vector<double>* v : {&weight, &moment})
      for (std::size_t k = 1; k <= stages; ++k) {
        const double incoming = k < stages ? (*v)[k] * static_cast<double>(k + 1) / M : 0;
        (*v)[k - 1] += incoming - (*v)[k - 1] * static_cast<double>(k) / M;
      }
    weight.back() += finished;
    moment.back() += stepped;
  };
  return poisson_mean(M * t, [&](int n) {
    if (n > 0)
      tick();
    double sum = 0;
    for (double m : moment) sum += m;
    return sum;
  });
}

double delayed_limit(int tau, double beta) {
  double low = 0, high = pi;
  while (std::nextafter(low, high) < high) {
    const double middle = std::midpoint(low, high);
    (phase(middle, tau, beta) < 0 ? low : high) = middle;
  }
  const std::complex<double> z = std::polar(1.0, high);
  return std::abs(z - 1.0) * std::abs(z - beta);
}

double delayed_variance(double a, int tau) {
  const double phi = std::asin(a / 2);
  const int n = 2 * tau + 1;
  return (1 + std::sin(n * phi)) / (2 * std::cos(n * phi) * std::sin(2 * phi));
}

double heavy_ball_variance(double a, double beta) { return (1 + beta) / (a * (1 - beta) * (2 * (1 + beta) - a)); }

}  // namespace dawdle::analysis
