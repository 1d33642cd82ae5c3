// Where the rows of a minibatch are, for kernels that read them in place.
#pragma once

#include "models/dataset.hpp"
#include "models/kernels.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>

namespace models {

// Rows handled at a time: few enough that they stay in the processor's cache from the product to the gradient.
constexpr std::size_t chunk_rows = 64;

// At most chunk_rows rows of dense data, or of a table without gaps.
template <class T>
class RowPointers {
 public:
  RowPointers(const Dataset<T>& data, std::span<const std::uint32_t> rows) : count_(rows.size()), d_(data.d) {
    for (std::size_t b = 0; b < count_; ++b) pointer_[b] = data.row(rows[b]).data();
  }
  RowPointers(const T* first, std::size_t count, std::size_t d) : count_(count), d_(d) {
    for (std::size_t b = 0; b < count_; ++b) pointer_[b] = first + b * d;
  }
  GatheredRows<T> rows() const { return {{pointer_.data(), count_}, d_}; }

 private:
  std::array<const T*, chunk_rows> pointer_;
  std::size_t count_, d_;
};

// The row numbers begin .. end-1, at most chunk_rows of them.
class RowNumbers {
 public:
  std::span<const std::uint32_t> between(std::size_t begin, std::size_t end) {
    std::iota(number_.begin(), number_.end(), static_cast<std::uint32_t>(begin));
    return {number_.data(), end - begin};
  }

 private:
  std::array<std::uint32_t, chunk_rows> number_;
};

}  // namespace models
