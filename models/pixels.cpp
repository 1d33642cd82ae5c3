#include "models/pixels.hpp"

#include <utility>

namespace models {
namespace {

struct Conversion {
  template <int, class T>
  DAWDLE_INLINE static void run(const std::uint8_t* pixels, std::size_t size, T* out) {
    for (std::size_t k = 0; k < size; ++k) out[k] = number_of<T>(pixels[k]);
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
