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

}  // namespace models
