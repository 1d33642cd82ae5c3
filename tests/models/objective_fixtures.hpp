// Helpers that drive an objective, for the tests of objectives.
#pragma once

#include "models/objective.hpp"
#include "tests/models/generated_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

namespace models_test {

using models::Batch;
using models::Dataset;
using models::Objective;
using models::Split;

inline std::vector<std::uint32_t> all_rows(std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

struct Slope {
  double loss;
  std::vector<double> gradient;
};

inline Slope slope(const Objective<double>& f, const std::vector<double>& x, const Batch& batch) {
  Slope out{0, std::vector<double>(f.size(), 99.0)};  // 99: what was there must not matter
  out.loss = f.gradient(x, batch, out.gradient);
  return out;
}

// The sparse gradient over the batch is the dense one where it stands, bit for bit, and so is the loss.
inline void check_sparse_gradient(const Objective<double>& f, const std::vector<double>& x, const Batch& batch) {
  REQUIRE(f.is_sparse());
  const Slope dense = slope(f, x, batch);
  std::vector<std::uint32_t> support;
  f.support(batch, support);
  std::vector<double> own, expected;
  for (const std::uint32_t i : support) {
    own.push_back(x[i]);
    expected.push_back(dense.gradient[i]);
  }
  std::vector<double> out(support.size(), 99.0);
  CHECK(f.sparse_gradient(own, batch, support, out) == dense.loss);
  CHECK(out == expected);
}

// The slope of the loss at `x` along coordinate i, by differences of order h^4.
inline double difference(const Objective<double>& f, std::vector<double> x, std::size_t i, const Batch& batch) {
  const double centre = x[i], h = 1e-4;
  const auto loss = [&](double step) {
    x[i] = centre + step;
    return slope(f, x, batch).loss;
  };
  return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
}

// The gradient agrees with differences of the loss over `loss_per_gradient`, in every coordinate.
inline void check_gradient(const Objective<double>& f, const std::vector<double>& x, const Batch& batch,
                           double tolerance, double loss_per_gradient = 1) {
  const std::vector<double> gradient = slope(f, x, batch).gradient;
  for (std::size_t i = 0; i < x.size(); ++i)
    REQUIRE(std::abs(difference(f, x, i, batch) / loss_per_gradient - gradient[i]) < tolerance);
}

// The figures over the rows of the training or test set, taken in two pieces.
template <class T>
std::vector<double> figures(const Objective<T>& f, const std::vector<T>& x, bool test = false) {
  const std::size_t rows = f.evaluation_rows(test), cut = rows / 3;
  std::vector<double> sums(f.figures().size(), 0.0);
  f.evaluate(x, test, 0, cut, sums);
  f.evaluate(x, test, cut, rows, sums);
  for (double& sum : sums) sum /= static_cast<double>(rows);
  return sums;
}

// Gradient descent over the whole training set from the objective's start.
inline std::vector<double> descend(const Objective<double>& f, double rate, int steps, const Batch& batch) {
  std::vector<double> x(f.size()), g(f.size());
  f.initialise(x);
  for (int step = 0; step < steps; ++step) {
    f.gradient(x, batch, g);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= rate * g[i];
  }
  return x;
}

}  // namespace models_test
