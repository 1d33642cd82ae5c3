#include "models/data/preparation.hpp"

#include "models/data/shuffle.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace models {
namespace {

using Rows = std::span<const std::uint32_t>;

template <class T>
void append_sparse_row(SparseRows<T>& to, const SparseRows<T>& from, std::size_t row) {
  const auto begin = static_cast<std::ptrdiff_t>(from.begin[row]);
  const auto end = static_cast<std::ptrdiff_t>(from.begin[row + 1]);
  to.column.insert(to.column.end(), from.column.begin() + begin, from.column.begin() + end);
  to.value.insert(to.value.end(), from.value.begin() + begin, from.value.begin() + end);
  to.begin.push_back(to.column.size());
}

template <class T>
void reserve(Dataset<T>& to, const Dataset<T>& from, Rows rows) {
  to.dense.reserve(from.dense.empty() ? 0 : rows.size() * from.d);
  if (!from.is_sparse())
    return;
  std::size_t nonzeros = 0;
  for (std::uint32_t row : rows) nonzeros += from.sparse.begin[row + 1] - from.sparse.begin[row];
  to.sparse.column.reserve(nonzeros);
  to.sparse.value.reserve(nonzeros);
}

template <class T>
Dataset<T> select(const Dataset<T>& from, Rows rows) {
  Dataset<T> to;
  to.n = rows.size();
  to.d = from.d;
  to.classes = from.classes;
  to.class_place = from.class_place;
  reserve(to, from, rows);
  if (!from.mapped.empty())
    to.mapped = from.mapped.select(rows);
  if (!from.pixels.empty())
    to.pixels = from.pixels.select(rows);
  for (std::uint32_t row : rows) {
    if (from.is_sparse())
      append_sparse_row(to.sparse, from.sparse, row);
    else if (!from.dense.empty())
      to.dense.insert(to.dense.end(), from.row(row).begin(), from.row(row).end());
    if (from.classes > 0)
      to.label.push_back(from.label[row]);
    else
      to.target.push_back(from.target[row]);
  }
  return to;
}

template <class T>
void draw(Split<T>& split, const Preparation& how, std::uint64_t seed) {
  const bool split_off = how.test_fraction > 0 && split.test.n == 0;
  const std::size_t all = split.train.n;
  const std::size_t kept = how.max_samples ? std::min(all, static_cast<std::size_t>(*how.max_samples)) : all;
  if (!split_off && kept == all)
    return;
  std::vector<std::uint32_t> order = permutation(all, stream(seed, Purpose::split));
  order.resize(kept);
  const auto wanted = static_cast<std::size_t>(how.test_fraction * static_cast<double>(kept) + 0.5);
  const std::size_t tests = split_off ? std::min(wanted, kept - 1) : 0;  // something is left to train on
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(tests);
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  if (tests > 0)
    split.test = select(split.train, Rows(order).first(tests));
  split.train = select(split.train, Rows(order).subspan(tests));
}

// From now on they are dense in memory, where they may be changed.
template <class T>
void own_numbers(Dataset<T>& data) {
  if (data.pixels.empty() && data.mapped.empty())
    return;
  std::vector<T> all(data.n * data.d);
  for (std::size_t i = 0; i < data.n; ++i) {
    const std::span<T> own = std::span(all).subspan(i * data.d, data.d);
    if (data.pixels.empty())
      std::ranges::copy(data.row(i), own.begin());
    else
      to_numbers<T>({data.pixels.row(i), data.d}, own);
  }
  data.pixels = {};
  data.mapped = {};
  data.dense = std::move(all);
}

struct Moments {
  std::vector<double> mean, deviation;  // (d); deviation 0: a constant column
};

// Welford's recurrence: without cancellation, and exact for a constant column.
template <class T>
Moments moments(const Dataset<T>& data) {
  Moments m{std::vector<double>(data.d), std::vector<double>(data.d)};
  for (std::size_t i = 0; i < data.n; ++i)
    for (std::size_t j = 0; j < data.d; ++j) {
      const auto x = static_cast<double>(data.row(i)[j]);
      const double from_mean = x - m.mean[j];
      m.mean[j] += from_mean / static_cast<double>(i + 1);
      m.deviation[j] += from_mean * (x - m.mean[j]);  // the sum of squares, for now
    }
  for (double& deviation : m.deviation) deviation = std::sqrt(deviation / static_cast<double>(data.n));
  return m;
}

template <class T>
void standardise(Dataset<T>& data, const Moments& m) {
  for (std::size_t i = 0; i < data.n; ++i)
    for (std::size_t j = 0; j < data.d; ++j) {
      T& x = data.dense[i * data.d + j];
      if (m.deviation[j] > 0)
        x = static_cast<T>((static_cast<double>(x) - m.mean[j]) / m.deviation[j]);
    }
}

// A row of zeros stays.
template <class T>
void to_unit_length(std::span<T> row) {
  double squares = 0;
  for (T x : row) squares += static_cast<double>(x) * static_cast<double>(x);
  if (squares == 0)
    return;
  const double length = std::sqrt(squares);
  for (T& x : row) x = static_cast<T>(static_cast<double>(x) / length);
}

template <class T>
void unit_rows(Dataset<T>& data) {
  for (std::size_t i = 0; i < data.n; ++i)
    if (data.is_sparse())
      to_unit_length(
          std::span(data.sparse.value).subspan(data.sparse.begin[i], data.sparse.begin[i + 1] - data.sparse.begin[i]));
    else
      to_unit_length(std::span(data.dense).subspan(i * data.d, data.d));
}

template <class T>
void normalise(Split<T>& split, const std::string& how) {
  if (how == "unit") {
    unit_rows(split.train);
    unit_rows(split.test);
  } else if (how == "standard") {
    if (split.train.is_sparse())
      throw DataError("normalise: expected \"none\" or \"unit\" for sparse features, got \"standard\"");
    const Moments m = moments(split.train);
    standardise(split.train, m);
    standardise(split.test, m);
  }
}

template <class T>
void prepare_any(Split<T>& split, const Preparation& how, std::uint64_t seed) {
  draw(split, how, seed);
  for (Dataset<T>* data : {&split.train, &split.test})
    if (data->pixels.empty() ? how.normalise != "none" : !how.keeps_bytes())
      own_numbers(*data);
  normalise(split, how.normalise);
}

}  // namespace

void prepare(Split<float>& split, const Preparation& how, std::uint64_t seed) { prepare_any(split, how, seed); }
void prepare(Split<double>& split, const Preparation& how, std::uint64_t seed) { prepare_any(split, how, seed); }

}  // namespace models
