// Small generated data sets for the tests of objectives.
#pragma once

#include "models/dataset.hpp"

#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace models_test {

using models::Batch;
using models::Dataset;
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

template <class T>
Batch batch_of(const std::vector<T>& rows, std::uint64_t first = 0) {
  return {first, rows.size(), rows};
}

}  // namespace models_test
