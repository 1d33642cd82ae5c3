// A table of samples held in memory: what objectives read and data sources fill.
#pragma once

#include "models/pixels.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace models {

// Row i of a sparse matrix has columns column[begin[i] .. begin[i+1]) ascending, with the values beside them.
template <class T>
struct SparseRows {
  std::vector<std::size_t> begin{0};  // (n + 1)
  std::vector<std::uint32_t> column;  // (non-zeros)
  std::vector<T> value;               // (non-zeros)

  std::span<const std::uint32_t> columns(std::size_t i) const {
    return {column.data() + begin[i], begin[i + 1] - begin[i]};
  }
};

// `n` samples of `d` features. Features are dense (row-major), pixels or sparse: one of them holds all; targets are
// real numbers (regression) or class labels 0 .. classes-1 (classification), never both.
template <class T>
struct Dataset {
  std::size_t n = 0;
  std::size_t d = 0;
  std::size_t classes = 0;          // 0: regression
  std::vector<T> dense;             // (n, d)
  Pixels pixels;                    // (n, d), used when dense is empty
  SparseRows<T> sparse;             // used when both are empty
  std::vector<T> target;            // (n), regression
  std::vector<std::int32_t> label;  // (n), classification

  bool is_sparse() const { return dense.empty() && pixels.empty() && d > 0 && n > 0; }
  std::span<const T> row(std::size_t i) const { return {dense.data() + i * d, d}; }  // of dense features
  // Feature j of sample i, unless features are sparse.
  T feature(std::size_t i, std::size_t j) const {
    return pixels.empty() ? dense[i * d + j] : number_of<T>(pixels.row(i)[j]);
  }
};

// A training set and, when a split was asked for or the source brings one, a test set (n = 0: none).
template <class T>
struct Split {
  Dataset<T> train;
  Dataset<T> test;
};

// The samples of one gradient. `first` numbers them in the order of the whole run, so that noise can belong to a
// sample; `rows` are their rows in the training set (empty when the objective has no data set); `worker` is whose
// gradient it is, for objectives that differ between workers.
struct Batch {
  std::uint64_t first = 0;
  std::size_t size = 0;
  std::span<const std::uint32_t> rows;  // (size) or empty
  int worker = 0;
};

}  // namespace models
