// Where the rows of a minibatch are, for kernels that read them in place.
#pragma once

#include "models/dataset.hpp"
#include "models/kernels.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace models {

// Rows handled at a time: few enough that they stay in the processor's cache from the product to the gradient.
constexpr std::size_t chunk_rows = 64;

// At most chunk_rows rows of dense data or pixels (of sparse data: none), or of a table without gaps. Pixels are
// converted into a buffer of the thread: the next conversion there overwrites them.
template <class T>
class RowPointers {
 public:
  RowPointers(const Dataset<T>& data, std::span<const std::uint32_t> rows)
      : count_(data.is_sparse() ? 0 : rows.size()), d_(data.d) {
    if (!data.pixels.empty())
      convert(data.pixels, rows);
    else
      for (std::size_t b = 0; b < count_; ++b) pointer_[b] = data.row(rows[b]).data();
  }
  RowPointers(const T* first, std::size_t count, std::size_t d) : count_(count), d_(d) {
    for (std::size_t b = 0; b < count_; ++b) pointer_[b] = first + b * d;
  }
  GatheredRows<T> rows() const { return {{pointer_.data(), count_}, d_}; }

 private:
  void convert(const Pixels& pixels, std::span<const std::uint32_t> rows) {
    static thread_local std::vector<T> buffer;
    buffer.resize(count_ * d_);
    for (std::size_t b = 0; b < count_; ++b) {
      if (b + 1 < count_)
        prefetch(pixels.row(rows[b + 1]), d_);
      const std::span<T> numbers(buffer.data() + b * d_, d_);
      to_numbers<T>({pixels.row(rows[b]), d_}, numbers);
      pointer_[b] = numbers.data();
    }
  }

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
