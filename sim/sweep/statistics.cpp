#include "sim/sweep/statistics.hpp"

#include "sim/core/random.hpp"

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

namespace dawdle {

namespace {

constexpr int resamples = 1000;

// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). REQUIRES: sorted, not empty.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

bool earlier(const Observation& a, const Observation& b) {
  return a.value != b.value ? a.value < b.value : a.censored < b.censored;
}

// A step of the survival function: `left` of all live on from `time`.
struct Step {
  double time, left;
};

// Product-limit estimate. REQUIRES: sorted by `earlier`.
std::vector<Step> survival(const std::vector<Observation>& sorted) {
  std::vector<Step> steps;
  double left = 1;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (!sorted[i].censored) {
      left *= 1 - 1 / static_cast<double>(sorted.size() - i);
      steps.push_back({sorted[i].value, left});
    }
  return steps;
}

// The area under the survival function from 0 to `end`.
double restricted_mean(std::vector<Observation> observations, double end) {
  std::sort(observations.begin(), observations.end(), earlier);
  double area = 0, time = 0, left = 1;
  for (const Step& step : survival(observations)) {
    area += left * (step.time - time);
    time = step.time;
    left = step.left;
  }
  return area + left * (end - time);
}

double plain_mean(const std::vector<Observation>& observations) {
  double sum = 0;
  for (const Observation& o : observations) sum += o.value;
  return sum / static_cast<double>(observations.size());
}

double mean_of(const std::vector<Observation>& observations, bool censored, double end) {
  return censored ? restricted_mean(observations, end) : plain_mean(observations);
}

double deviation_of(const std::vector<Observation>& observations, double mean) {
  double squares = 0;
  for (const Observation& o : observations) squares += (o.value - mean) * (o.value - mean);
  return std::sqrt(squares / static_cast<double>(observations.size() - 1));
}

std::vector<double> bootstrap_means(const std::vector<Observation>& observations, bool censored, double end,
                                    std::uint64_t number) {
  Stream random({{0, number, 0, 0}}, {{0, 0}});  // fixed, and no run's: those have a purpose
  boost::random::uniform_int_distribution<std::size_t> pick(0, observations.size() - 1);
  std::vector<double> means;
  std::vector<Observation> drawn(observations.size());
  for (int i = 0; i < resamples; ++i) {
    for (Observation& o : drawn) o = observations[pick(random)];
    means.push_back(mean_of(drawn, censored, end));
  }
  std::sort(means.begin(), means.end());
  return means;
}

// The time at which no more than 1 - p are left.
std::optional<double> survival_quantile(const std::vector<Step>& steps, double p) {
  constexpr double rounding = 1e-12;
  for (const Step& step : steps)
    if (step.left <= 1 - p + rounding)
      return step.time;
  return std::nullopt;
}

void add_quartiles(Statistics& out, std::vector<Observation> sorted) {
  std::sort(sorted.begin(), sorted.end(), earlier);
  std::vector<double> values;
  for (const Observation& o : sorted) values.push_back(o.value);
  const std::vector<Step> steps = survival(sorted);
  for (int i = 0; i < 3; ++i) {
    const double p = 0.25 * (i + 1);
    out.quartile[i] = out.censored > 0 ? survival_quantile(steps, p) : quantile(values, p);
  }
}

}  // namespace

Statistics statistics_of(const std::vector<Observation>& observations, std::uint64_t number) {
  Statistics out;
  double end = -1;
  for (const Observation& o : observations) {
    out.censored += o.censored;
    if (std::isfinite(o.value))
      end = std::max(end, o.value);
  }
  const bool censored = out.censored > 0;
  if (observations.empty() || (censored && end < 0))
    return out;
  out.mean = mean_of(observations, censored, end);
  add_quartiles(out, observations);
  if (observations.size() < 2)
    return out;
  if (!censored)
    out.deviation = deviation_of(observations, *out.mean);
  const auto means = bootstrap_means(observations, censored, end, number);
  out.interval[0] = quantile(means, 0.025);
  out.interval[1] = quantile(means, 0.975);
  return out;
}

}  // namespace dawdle
