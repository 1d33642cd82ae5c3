// Where the rows of a minibatch are, for kernels that read them in place.
#pragma once

#include "models/aligned.hpp"
#include "models/dataset.hpp"
#include "models/kernels.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

namespace models {

// Rows handled at a time: few enough that they stay in the processor's cache from the product to the gradient.
constexpr std::size_t chunk_rows = 64;

// At most chunk_rows rows of dense data or pixels (of sparse data: none), or of a table without gaps. Pixels are
// converted into a buffer of the thread: the next conversion there overwrites them. Asked for the same rows again, as
// by a step that follows its gradient, it has them.
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
    static thread_local Converted kept;
    if (!kept.are(pixels, rows, d_)) {
      kept.row.clear();
      kept.numbers.resize(count_ * d_);
      for (std::size_t b = 0; b < count_; ++b) {
        if (b + 1 < count_)
          prefetch(pixels.row(rows[b + 1]), d_);
        to_numbers<T>({pixels.row(rows[b]), d_}, {kept.numbers.data() + b * d_, d_});
      }
      kept.name(pixels, rows, d_);
    }
    for (std::size_t b = 0; b < count_; ++b) pointer_[b] = kept.numbers.data() + b * d_;
  }

  // Numbers, and the bytes that they were. The owner is remembered too: other pixels may come to lie at their place.
  struct Converted {
    AlignedVector<T> numbers;  // (rows, d)
    std::weak_ptr<const std::uint8_t> owner;
    std::vector<const std::uint8_t*> row;
    std::size_t d = 0;

    bool are(const Pixels& pixels, std::span<const std::uint32_t> rows, std::size_t width) const {
      const auto same = [&pixels](const std::uint8_t* at, std::uint32_t i) { return at == pixels.row(i); };
      return d == width && std::ranges::equal(row, rows, same) && !owner.owner_before(pixels.owner()) &&
             !pixels.owner().owner_before(owner);
    }
    void name(const Pixels& pixels, std::span<const std::uint32_t> rows, std::size_t width) {
      owner = pixels.owner();
      row.clear();
      for (const std::uint32_t i : rows) row.push_back(pixels.row(i));
      d = width;
    }
  };

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
