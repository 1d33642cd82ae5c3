// The largest number of each square of an image. Its slope goes to that number alone; of equal ones, to the first.
#pragma once

#include "models/networks/image.hpp"
#include "models/networks/layer.hpp"

namespace models {

template <class T>
class MaxPool final : public Layer<T> {
 public:
  // Squares of side x side pixels, side by side; the image is at least that high and wide.
  MaxPool(ImageShape image, std::size_t side)
      : Layer<T>(image.size(), pooled(image, side).size()), image_(image), result_(pooled(image, side)), side_(side) {}

  void forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const override;
  void pass_back(GatheredRows<T> x, std::span<const T> w, std::span<const T> y, std::span<const T> slopes,
                 std::span<T> back) const override;

 private:
  // Calls found(square, pixel) with the largest pixel of each square of an image.
  template <class Found>
  void for_each_largest(const T* image, Found found) const;

  ImageShape image_, result_;
  std::size_t side_;
};

}  // namespace models
