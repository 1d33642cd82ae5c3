// Small generated data sets, and helpers that drive an objective, for the tests of objectives.
#pragma once

#include "models/dataset.hpp"
#include "models/objective.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

namespace models_test {

using models::Batch;
using models::Dataset;
using models::Objective;
using models::Split;

inline std::vector<double> uniform(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::vector<double> out(size);
  for (double& v : out) v = static_cast<double>(bits() >> 11) * 0x1p-52 - 1;
  return out;
}

template <class T>
Dataset<T> shaped(std::size_t n, std::size_t d, std::size_t classes) {
  Dataset<T> data;
  data.n = n;
  data.d = d;
  data.classes = classes;
  return data;
}

// n samples of d features in [-1, 1], a third of them zero. `classes` 0: targets in [-1, 1]; else noisy labels that
// depend on the first feature.
inline Dataset<double> dense_data(std::size_t n, std::size_t d, std::size_t classes, std::uint64_t seed = 1) {
  Dataset<double> data = shaped<double>(n, d, classes);
  data.dense = uniform(n * d, seed);
  for (std::size_t i = 0; i < data.dense.size(); i += 3) data.dense[i] = 0;
  const std::vector<double> noise = uniform(n, seed + 1);
  for (std::size_t i = 0; i < n; ++i)
    if (classes == 0)
      data.target.push_back(noise[i] + data.row(i)[d - 1]);
    else
      data.label.push_back(
          static_cast<std::int32_t>((noise[i] + data.row(i)[d - 1] + 2) / 4.0001 * static_cast<double>(classes)));
  return data;
}

// The same samples, stored sparse.
inline Dataset<double> sparse_copy(Dataset<double> data) {
  for (std::size_t i = 0; i < data.n; ++i) {
    for (std::uint32_t k = 0; k < data.d; ++k)
      if (data.row(i)[k] != 0) {
        data.sparse.column.push_back(k);
        data.sparse.value.push_back(data.row(i)[k]);
      }
    data.sparse.begin.push_back(data.sparse.column.size());
  }
  data.dense.clear();
  return data;
}

// Every user rates every item: `values` is (users, items) row-major.
inline Dataset<double> all_ratings(std::size_t users, std::size_t items, const std::vector<double>& values) {
  Dataset<double> data = shaped<double>(users * items, users + items, 0);
  for (std::size_t i = 0; i < data.n; ++i) {
    data.sparse.column.push_back(static_cast<std::uint32_t>(i / items));
    data.sparse.column.push_back(static_cast<std::uint32_t>(users + i % items));
    data.sparse.begin.push_back(2 * (i + 1));
  }
  data.sparse.value.assign(2 * data.n, 1.0);
  data.target = values;
  return data;
}

template <class T>
std::shared_ptr<const Split<T>> split(Dataset<T> train, Dataset<T> test = {}) {
  return std::make_shared<const Split<T>>(Split<T>{std::move(train), std::move(test)});
}

inline std::vector<std::uint32_t> all_rows(std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

template <class T>
Batch batch_of(const std::vector<T>& rows, std::uint64_t first = 0) {
  return {first, rows.size(), rows};
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
