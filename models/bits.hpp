// The bits of a floating-point number.
#pragma once

#include <cstdint>
#include <type_traits>

namespace models {

// The whole number as wide as T, float or double.
template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

}  // namespace models
