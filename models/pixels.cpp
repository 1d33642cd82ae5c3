#include "models/pixels.hpp"

#include <utility>

namespace models {
namespace {

// Without the division of number_of(): 1/255 = high + low, and a byte times `high`, which is short, is exact. Rounded
// once, their sum is number_of() for each of the 256 bytes.
struct Conversion {
  template <int, class T>
  DAWDLE_INLINE static void run(const std::uint8_t* pixels, std::size_t size, T* out) {
    constexpr T last = sizeof(T) == 4 ? T{0x1p-16} : T{0x1p-48};
    constexpr T high = (T{1} - last) / T{255}, low = last / T{255};
    for (std::size_t k = 0; k < size; ++k) {
      const T v = static_cast<T>(pixels[k]);
      out[k] = v * high + v * low;
    }
  }
};

}  // namespace

Bytes bytes_of(std::vector<std::uint8_t> bytes) {
  const auto owner = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  return {{owner, owner->data()}, owner->size()};
}

template <class T>
void to_numbers(std::span<const std::uint8_t> pixels, std::span<T> out, InstructionSet set) {
  dispatch<Conversion>(set, pixels.data(), pixels.size(), out.data());
}

template void to_numbers(std::span<const std::uint8_t>, std::span<float>, InstructionSet);
template void to_numbers(std::span<const std::uint8_t>, std::span<double>, InstructionSet);

}  // namespace models
