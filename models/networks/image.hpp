// Images as layers see them: (channels, height, width) row-major.
#pragma once

#include <cstddef>

namespace models {

struct ImageShape {
  std::size_t channels = 1, height = 0, width = 0;

  std::size_t size() const { return channels * height * width; }
};

// After filters of side x side pixels without padding, and after pooling squares of side x side pixels; what does not
// fill a square is left out.
inline ImageShape convolved(ImageShape image, std::size_t filters, std::size_t side) {
  return {filters, image.height - side + 1, image.width - side + 1};
}
inline ImageShape pooled(ImageShape image, std::size_t side) {
  return {image.channels, image.height / side, image.width / side};
}

}  // namespace models
