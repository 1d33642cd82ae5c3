// Whether all numbers that a kernel writes are finite, seen on the way.
#pragma once

#include "models/simd.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>

namespace models {

// Collects, without branches, whether any number seen was inf or NaN: all ones in the exponent, plus one at its low
// end, carries into the sign bit.
template <class T>
struct FiniteCheck {
  using Bits = BitsOf<T>;
  static constexpr Bits exponent = std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
  static constexpr Bits one = std::bit_cast<Bits>(std::numeric_limits<T>::min());
  static constexpr Bits sign = Bits{1} << (8 * sizeof(T) - 1);

  DAWDLE_INLINE static Bits test(T value) { return (std::bit_cast<Bits>(value) & exponent) + one; }
};

// The same over many lanes.
template <class T, int Bytes>
struct FiniteLanes {
  using Check = FiniteCheck<T>;
  using Pack = Lanes<T, Bytes>;
  using Register = typename Pack::Bits;

  Register seen[Pack::registers] = {};

  DAWDLE_INLINE void add(const Pack& values) {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < Pack::registers; ++i) {
      Register bits;
      std::memcpy(&bits, &values.part[i], sizeof bits);
      seen[i] |= (bits & Check::exponent) + Check::one;
    }
  }
  DAWDLE_INLINE bool all() const {
    typename Check::Bits any = 0;
    for (std::size_t i = 0; i < Pack::registers; ++i)
      for (std::size_t l = 0; l < Pack::width; ++l) any |= seen[i][l];
    return (any & Check::sign) == 0;
  }
};

}  // namespace models
