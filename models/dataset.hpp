// A table of samples held in memory: what objectives read and data sources fill.
#pragma once

#include "models/pixels.hpp"
#include "models/shared_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
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

// `n` samples of `d` features. Features are dense (row-major, in memory or where a file is mapped), pixels or sparse:
// one of them holds all; targets are real numbers (regression) or class labels 0 .. classes-1 (classification), never
// both.
template <class T>
struct Dataset {
  std::size_t n = 0;
  std::size_t d = 0;
  std::size_t classes = 0;          // 0: regression
  std::vector<T> dense;             // (n, d)
  SharedRows<T> mapped;             // (n, d), used when that is empty
  Pixels pixels;                    // (n, d), used when both are
  SparseRows<T> sparse;             // used when all are empty
  std::vector<T> target;            // (n), regression
  std::vector<std::int32_t> label;  // (n), classification
  // (classes) or empty: where a file has the first sample of each class, such as "a.csv:17", to be said in errors.
  std::vector<std::string> class_place;

  bool is_sparse() const { return dense.empty() && mapped.empty() && pixels.empty() && d > 0 && n > 0; }
  // Of dense features.
  std::span<const T> row(std::size_t i) const { return {mapped.empty() ? dense.data() + i * d : mapped.row(i), d}; }
  // Feature j of sample i, unless features are sparse.
  T feature(std::size_t i, std::size_t j) const { return pixels.empty() ? row(i)[j] : number_of<T>(pixels.row(i)[j]); }
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
