#include "models/compressors/quantizers.hpp"

#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>

namespace models {
namespace {

// Rounds each |v_i| at random to a multiple of scale / s, keeping its mean. A vector that is zero or not finite stays.
template <class T>
void round_at_random(std::span<T> v, double scale, double s, Stream& random) {
  if (scale == 0 || !std::isfinite(scale))
    return;
  boost::random::uniform_01<double> uniform;
  for (T& value : v) {
    const double place = s * (std::abs(static_cast<double>(value)) / scale);
    const double below = std::floor(place);
    const double level = below + (uniform(random) < place - below ? 1 : 0);
    value = static_cast<T>(std::copysign(scale * (level / s), static_cast<double>(value)));
  }
}

}  // namespace

template <class T>
void Qsgd::quantize(std::span<T> v, Stream random) const {
  double squares = 0;
  for (T value : v) squares += static_cast<double>(value) * static_cast<double>(value);
  round_at_random(v, std::sqrt(squares), static_cast<double>(levels), random);
}

template <class T>
void TernGrad::quantize(std::span<T> v, Stream random) const {
  double largest = 0;
  for (T value : v) {
    if (!std::isfinite(value))
      return;
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  round_at_random(v, largest, 1, random);
}

template <class T>
void Sign::quantize(std::span<T> v, Stream) const {
  double sum = 0;
  for (T value : v) sum += std::abs(static_cast<double>(value));
  if (!std::isfinite(sum))
    return;
  const T size = scaled ? static_cast<T>(sum / static_cast<double>(v.size())) : T{1};
  for (T& value : v) value = value < 0 ? -size : size;
}

template void Qsgd::quantize(std::span<float>, Stream) const;
template void Qsgd::quantize(std::span<double>, Stream) const;
template void TernGrad::quantize(std::span<float>, Stream) const;
template void TernGrad::quantize(std::span<double>, Stream) const;
template void Sign::quantize(std::span<float>, Stream) const;
template void Sign::quantize(std::span<double>, Stream) const;

}  // namespace models
