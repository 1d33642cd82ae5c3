// Draws of compute times and what statistics say about their mean.
#pragma once

#include "sim/cluster/compute.hpp"
#include "tests/cluster/fake_fields.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace dawdle {

constexpr std::uint64_t test_seed = 20261122;

// A prepared model whose gradients take `base` seconds before the given laws.
inline ComputeModel compute_with(const std::vector<FakeFields>& laws, double base = 0, int workers = 128) {
  FakeFields fields{{"per_batch", base}};
  fields.sections["straggler"] = laws;
  ComputeModel compute;
  compute.describe(fields);
  REQUIRE(fields.complaints.empty());
  REQUIRE(compute.stragglers.size() == laws.size());
  compute.prepare(workers, test_seed, 0);
  return compute;
}

// The times of worker 0 at steps 0 .. n-1.
inline std::vector<double> draws(const ComputeModel& compute, std::size_t n) {
  std::vector<double> times(n);
  for (std::size_t step = 0; step < n; ++step) times[step] = compute.seconds(0, step, 1);
  return times;
}

inline double mean_of(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}

// The mean of (x - centre)^power.
inline double moment(const std::vector<double>& x, double centre, int power) {
  std::vector<double> powers;
  for (const double value : x) powers.push_back(std::pow(value - centre, power));
  return mean_of(powers);
}

// |mean - expected| within 4 standard errors, and the standard error at most `max_error`.
inline void check_mean(const std::vector<double>& x, double expected, double max_error) {
  const double mean = mean_of(x);
  const double error = std::sqrt(moment(x, mean, 2) / static_cast<double>(x.size()));
  CAPTURE(mean);
  CAPTURE(error);
  CHECK(error <= max_error);
  CHECK(std::abs(mean - expected) <= 4 * error);
}

}  // namespace dawdle
