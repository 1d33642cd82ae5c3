#include "models/compressors/sparsifiers.hpp"

#include "models/bits.hpp"

#include <bit>
#include <boost/random/uniform_int_distribution.hpp>
#include <functional>

namespace models {
namespace {

// |v| as an integer in the same order; NaN is the largest, where comparing floating-point numbers has no order.
template <class T>
BitsOf<T> magnitude(T v) {
  return std::bit_cast<BitsOf<T>>(v) << 1;
}

}  // namespace

template <class T>
void TopK::quantize(std::span<T> v, Stream) const {
  const std::size_t k = kept(v.size());
  if (k == v.size())
    return;
  std::vector<BitsOf<T>> sizes(v.size());
  std::transform(v.begin(), v.end(), sizes.begin(), magnitude<T>);
  const auto last = sizes.begin() + static_cast<std::ptrdiff_t>(k) - 1;
  std::nth_element(sizes.begin(), last, sizes.end(), std::greater<>());
  const BitsOf<T> smallest = *last;
  auto ties = 1 + std::count(sizes.begin(), last, smallest);  // to be kept
  for (T& value : v) {
    const BitsOf<T> size = magnitude(value);
    if (size < smallest || (size == smallest && ties-- <= 0))
      value = 0;
  }
}

// Selection sampling (Knuth, TAOCP volume 2, algorithm 3.4.2 S): of the `left` values still to come, `wanted` are kept.
template <class T>
void RandomK::quantize(std::span<T> v, Stream random) const {
  std::size_t wanted = kept(v.size()), left = v.size();
  const T scale = error_feedback ? T{1} : static_cast<T>(static_cast<double>(left) / static_cast<double>(wanted));
  for (T& value : v) {
    const std::size_t draw = boost::random::uniform_int_distribution<std::size_t>(0, left - 1)(random);
    const bool keep = draw < wanted;
    value = keep ? scale * value : T{0};
    wanted -= keep;
    --left;
  }
}

template void TopK::quantize(std::span<float>, Stream) const;
template void TopK::quantize(std::span<double>, Stream) const;
template void RandomK::quantize(std::span<float>, Stream) const;
template void RandomK::quantize(std::span<double>, Stream) const;

}  // namespace models
