// Images kept at the width of their files: a byte a pixel, a quarter of the memory of float32.
#pragma once

#include "models/shared_rows.hpp"
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

// Rows of bytes; byte v stands for the number v / 255.
using Pixels = SharedRows<std::uint8_t>;

// The number that a byte stands for, correctly rounded.
template <class T>
constexpr T number_of(std::uint8_t pixel) {
  return static_cast<T>(pixel) / T{255};
}

// out[k] = number_of(pixels[k]); both of one size.
template <class T>
void to_numbers(std::span<const std::uint8_t> pixels, std::span<T> out, InstructionSet set = best_instruction_set());

}  // namespace models
