// What the tests of dynamics measure on the quadratic of run_scenario.hpp. Its D equal coordinates are D copies of one
// experiment, in one order of events.
#pragma once

#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

namespace dawdle {

// E x^2 along the curve: the curvature is 1, so the loss is the sum of x_i^2 / 2.
inline std::vector<double> mean_squares(const RunResult& r) {
  std::vector<double> values = figures(r, "train_loss");
  for (double& v : values) v *= 2 / static_cast<double>(r.parameters);
  return values;
}

// Noise of unit variance around the minimum.
inline Changes stationary(double a, int coordinates, int updates) {
  return {set("/optimizer/learning_rate", a), set("/model/dimension", coordinates), set("/model/initial", 0),
          set("/model/noise", 1), set("/stop/updates", updates)};
}

// Batch means of the variance in units of s2 = a^2 / (samples an update).
inline std::vector<double> variance_over_s2(const RunResult& r, double a) {
  std::vector<double> means = batch_means(mean_squares(r), 40);
  const double samples = static_cast<double>(r.samples) / static_cast<double>(r.updates);
  for (double& v : means) v *= samples / (a * a);
  return means;
}

// Means, over runs that differ in their seed, of what `measure` finds along the curve: one vector a curve row.
template <class Measure>
std::vector<std::vector<double>> rows_over_seeds(int runs, const Changes& changes, Measure measure) {
  std::vector<std::vector<double>> by_row;
  over_seeds(runs, quadratic, changes, [&](const RunResult& r) {
    const std::vector<double> values = measure(r);
    by_row.resize(std::max(by_row.size(), values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) by_row[i].push_back(values[i]);
    return 0;
  });
  return by_row;
}

}  // namespace dawdle
