#include "analysis/fitting.hpp"

#include <algorithm>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/pareto.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace dawdle::analysis {

namespace {

namespace bm = boost::math;

using Times = std::span<const double>;
using Parameters = std::vector<std::pair<std::string, double>>;

template <class Value>
double mean_of(Times times, Value value) {
  double sum = 0;
  for (double t : times) sum += value(t);
  return sum / static_cast<double>(times.size());
}

// Of a law of Boost.Math that begins at `shift`.
template <class Law>
FittedLaw fitted(std::string kind, Parameters parameters, Times times, Law law, double shift = 0) {
  const auto [least, most] = bm::support(law);
  FittedLaw out{
      .kind = std::move(kind),
      .parameters = std::move(parameters),
      .least = shift + least,
      .most = most < std::numeric_limits<double>::max() ? shift + most : std::numeric_limits<double>::infinity()};
  for (double t : times) out.log_likelihood += std::log(pdf(law, t - shift));
  out.above = [law, shift, from = out.least](double t) { return t <= from ? 1 : cdf(complement(law, t - shift)); };
  return out;
}

// Where an ascending function is 0.
template <class Function>
double root(Function f) {
  double low = 1, high = 1;
  while (f(low) > 0) low /= 2;
  while (f(high) < 0) high *= 2;
  if (low == high)
    return low;
  std::uintmax_t steps = 200;
  const auto [a, b] = bm::tools::toms748_solve(f, low, high, bm::tools::eps_tolerance<double>(), steps);
  return std::midpoint(a, b);
}

FittedLaw shifted_exponential(Times times, double least) {
  const double mean = mean_of(times, [least](double t) { return t - least; });
  return fitted("shifted_exponential", {{"shift", least}, {"mean", mean}}, times, bm::exponential(1 / mean), least);
}

// log k - digamma(k) = log of the mean - mean of the logs.
FittedLaw gamma(Times times, double mean, double mean_log) {
  const double apart = std::log(mean) - mean_log;
  const double shape = root([apart](double k) { return apart - std::log(k) + bm::digamma(k); });
  return fitted("gamma", {{"shape", shape}, {"mean", mean}}, times, bm::gamma_distribution<>(shape, mean / shape));
}

FittedLaw lognormal(Times times, double mean_log) {
  const double square = mean_of(times, [mean_log](double t) { return std::pow(std::log(t) - mean_log, 2); });
  return fitted("lognormal", {{"mean", std::exp(mean_log + square / 2)}, {"sigma", std::sqrt(square)}}, times,
                bm::lognormal(mean_log, std::sqrt(square)));
}

// sum t^k log t / sum t^k - 1/k = mean of the logs; times relative to the largest, so that no power overflows.
FittedLaw weibull(Times times, double most, double mean_log) {
  const auto power = [most](double t, double k) { return std::pow(t / most, k); };
  const double shape = root([&](double k) {
    const double with_logs = mean_of(times, [&](double t) { return power(t, k) * std::log(t); });
    return with_logs / mean_of(times, [&](double t) { return power(t, k); }) - 1 / k - mean_log;
  });
  const double scale = most * std::pow(mean_of(times, [&](double t) { return power(t, shape); }), 1 / shape);
  return fitted("weibull", {{"shape", shape}, {"scale", scale}}, times, bm::weibull(shape, scale));
}

FittedLaw pareto(Times times, double least, double mean_log) {
  const double alpha = 1 / (mean_log - std::log(least));
  return fitted("pareto", {{"alpha", alpha}, {"minimum", least}}, times, bm::pareto(least, alpha));
}

FittedLaw constant(double time) {
  return {.kind = "constant",
          .parameters = {{"delay", time}},
          .log_likelihood = std::numeric_limits<double>::infinity(),
          .least = time,
          .most = time,
          .above = [time](double t) { return t < time; }};
}

}  // namespace

std::vector<FittedLaw> fit_laws(Times times) {
  const auto [least, most] = std::ranges::minmax(times);
  if (least == most)
    return {constant(least)};
  const double mean = mean_of(times, [](double t) { return t; });
  const double mean_log = mean_of(times, [](double t) { return std::log(t); });
  std::vector<FittedLaw> laws = {
      shifted_exponential(times, least),
      gamma(times, mean, mean_log),
      lognormal(times, mean_log),
      weibull(times, most, mean_log),
      pareto(times, least, mean_log),
      fitted("uniform", {{"low", least}, {"high", most}}, times, bm::uniform(least, most)),
  };
  std::ranges::stable_sort(laws, {}, &FittedLaw::information);
  return laws;
}

double largest_difference(const FittedLaw& law, Times times) {
  if (law.least == law.most)
    return 0;
  std::vector<double> sorted(times.begin(), times.end());
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  double largest = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto rank = static_cast<double>(i);
    const double expected = 1 - law.above(sorted[i]);
    largest = std::max({largest, expected - rank / n, (rank + 1) / n - expected});
  }
  return largest;
}

// The integral of 1 - P(T <= t)^n.
double mean_of_slowest(const FittedLaw& law, int n) {
  if (law.kind == "pareto" && law.parameters.front().second <= 1)
    return std::numeric_limits<double>::infinity();
  const auto late = [&law, n](double t) { return -std::expm1(n * std::log1p(-law.above(t))); };
  if (law.least == law.most)
    return law.least;
  if (std::isfinite(law.most))
    return law.least + bm::quadrature::tanh_sinh<double>().integrate(late, law.least, law.most);
  const auto from_least = [&late, &law](double t) { return late(law.least + t); };
  return law.least + bm::quadrature::exp_sinh<double>().integrate(from_least);
}

bool means_differ(std::span<const std::vector<double>> groups) {
  double sum = 0, count = 0;
  for (const auto& group : groups) {
    sum += std::accumulate(group.begin(), group.end(), 0.0);
    count += static_cast<double>(group.size());
  }
  double between = 0, within = 0;
  for (const auto& group : groups) {
    const auto size = static_cast<double>(group.size());
    const double mean = std::accumulate(group.begin(), group.end(), 0.0) / size;
    between += size * std::pow(mean - sum / count, 2);
    for (double t : group) within += std::pow(t - mean, 2);
  }
  const double k = static_cast<double>(groups.size()) - 1, left = count - k - 1;
  if (k < 1 || left < 1)
    return false;
  // Times that differ by rounding alone are the same.
  if (within <= 1e-24 * sum * sum)
    return between > 1e-18 * sum * sum;
  return cdf(complement(bm::fisher_f(k, left), between / k / (within / left))) < 1e-3;
}

MessageCost fit_messages(std::span<const MeasuredMessage> messages) {
  double w = 0, wx = 0, wxx = 0, wy = 0, wxy = 0;
  for (const auto& [x, y] : messages) {
    const double weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  double alpha = (wy - slope * wx) / w;
  if (alpha < 0) {
    alpha = 0;
    slope = wxy / wxx;
  }
  return {.alpha = alpha, .bandwidth = slope > 0 ? 1 / slope : 0};
}

}  // namespace dawdle::analysis
