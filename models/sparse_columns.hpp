// Which columns a minibatch of sparse rows touches.
#pragma once

#include "models/dataset.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace models {

// Overwrites `out` with the columns in which any of the rows has an entry, ascending and each once.
template <class T>
void distinct_columns(const SparseRows<T>& data, std::span<const std::uint32_t> rows, std::vector<std::uint32_t>& out) {
  out.clear();
  for (const std::uint32_t row : rows) {
    const std::span<const std::uint32_t> of_row = data.columns(row);
    out.insert(out.end(), of_row.begin(), of_row.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

// Overwrites `out` with those rows, in their order, their columns numbered by their places in `columns`, which has all
// of them, ascending.
template <class T>
void renumber_columns(const SparseRows<T>& data, std::span<const std::uint32_t> rows,
                      std::span<const std::uint32_t> columns, SparseRows<T>& out) {
  out.begin.assign(1, 0);
  out.column.clear();
  out.value.clear();
  for (const std::uint32_t row : rows) {
    auto place = columns.begin();
    for (std::size_t j = data.begin[row]; j < data.begin[row + 1]; ++j) {
      place = std::lower_bound(place, columns.end(), data.column[j]);
      out.column.push_back(static_cast<std::uint32_t>(place - columns.begin()));
      out.value.push_back(data.value[j]);
    }
    out.begin.push_back(out.column.size());
  }
}

}  // namespace models
