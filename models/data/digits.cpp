#include "models/data/digits.hpp"

#include "models/data/glyphs.hpp"
#include "models/data/shuffle.hpp"
#include "models/memory.hpp"

namespace models {

// A stream an image; that of the labels has 1 where those have 0.
template <class T>
Split<T> DigitsData::make(std::uint64_t seed) const {
  const auto n = static_cast<std::size_t>(samples);
  require_memory("the samples", static_cast<double>(n), static_cast<double>(image_side * image_side),
                 preparation.keeps_bytes() ? 1 : 1 + sizeof(T));
  Split<T> split;
  Dataset<T>& data = split.train;
  data.n = n;
  data.d = image_side * image_side;
  data.classes = 10;
  data.label = balanced_labels(n, data.classes, stream(seed, Purpose::data, 0, 1));
  std::vector<std::uint8_t> pixels;
  pixels.reserve(n * data.d);
  for (std::size_t i = 0; i < n; ++i) {
    Stream random = stream(seed, Purpose::data, i);
    const Image image = draw_digit(data.label[i], random);
    pixels.insert(pixels.end(), image.begin(), image.end());
  }
  data.pixels = Pixels(bytes_of(std::move(pixels)).first, data.d);
  return split;
}

template Split<float> DigitsData::make(std::uint64_t) const;
template Split<double> DigitsData::make(std::uint64_t) const;

}  // namespace models
