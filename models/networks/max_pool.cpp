#include "models/networks/max_pool.hpp"

#include <algorithm>

namespace models {

template <class T>
template <class Found>
void MaxPool<T>::for_each_largest(const T* image, Found found) const {
  std::size_t square = 0;
  for (std::size_t c = 0; c < result_.channels; ++c)
    for (std::size_t i = 0; i < result_.height; ++i)
      for (std::size_t j = 0; j < result_.width; ++j, ++square) {
        const std::size_t corner = (c * image_.height + i * side_) * image_.width + j * side_;
        std::size_t best = corner;
        for (std::size_t u = 0; u < side_; ++u)
          for (std::size_t at = corner + u * image_.width; at < corner + u * image_.width + side_; ++at)
            if (image[at] > image[best])
              best = at;
        found(square, best);
      }
}

template <class T>
void MaxPool<T>::forward(GatheredRows<T> x, std::span<const T> /*w*/, std::span<T> y) const {
  for (std::size_t b = 0; b < x.row.size(); ++b)
    for_each_largest(x.row[b], [&, image = x.row[b]](std::size_t square, std::size_t pixel) {
      y[b * this->outputs() + square] = image[pixel];
    });
}

template <class T>
void MaxPool<T>::pass_back(GatheredRows<T> x, std::span<const T> /*w*/, std::span<const T> /*y*/,
                           std::span<const T> slopes, std::span<T> back) const {
  std::ranges::fill(back, T{0});
  for (std::size_t b = 0; b < x.row.size(); ++b)
    for_each_largest(x.row[b], [&](std::size_t square, std::size_t pixel) {
      back[b * this->inputs() + pixel] = slopes[b * this->outputs() + square];
    });
}

template class MaxPool<float>;
template class MaxPool<double>;

}  // namespace models
