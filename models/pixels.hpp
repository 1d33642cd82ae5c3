// Images kept at the width of their files: a byte a pixel, a quarter of the memory of float32.
#pragma once

#include "models/simd.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace models {

// Bytes in memory or in a mapped file, which stay where they are as long as a copy of `first` lives.
struct Bytes {
  std::shared_ptr<const std::uint8_t> first;
  std::size_t size = 0;
};

Bytes bytes_of(std::vector<std::uint8_t> bytes);

// Rows of bytes; byte v stands for the number v / 255. A copy or a selection of rows shares the bytes.
class Pixels {
 public:
  Pixels() = default;  // none
  // Row i starts at first + i * stride.
  Pixels(std::shared_ptr<const std::uint8_t> first, std::size_t stride) : first_(std::move(first)), stride_(stride) {}

  bool empty() const { return first_ == nullptr; }
  const std::shared_ptr<const std::uint8_t>& bytes() const { return first_; }
  const std::uint8_t* row(std::size_t i) const {
    return first_.get() + (order_.empty() ? i : std::size_t{order_[i]}) * stride_;
  }
  // The rows of these numbers, in this order.
  Pixels select(std::span<const std::uint32_t> rows) const;

 private:
  std::shared_ptr<const std::uint8_t> first_;
  std::size_t stride_ = 0;
  std::vector<std::uint32_t> order_;  // empty: every row where it stands
};

// The number that a byte stands for, correctly rounded.
template <class T>
constexpr T number_of(std::uint8_t pixel) {
  return static_cast<T>(pixel) / T{255};
}

// out[k] = number_of(pixels[k]); both of one size.
template <class T>
void to_numbers(std::span<const std::uint8_t> pixels, std::span<T> out, InstructionSet set = best_instruction_set());

}  // namespace models
