#include "models/networks/convolution.hpp"

#include "models/aligned.hpp"
#include "models/networks/initial_weights.hpp"
#include "models/row_pointers.hpp"

#include <algorithm>

namespace models {
namespace {

// Scratch of a thread, kept: in the steady state nothing is allocated. One buffer a purpose.
enum class Use { patches, patch_slopes, weight_slopes };

template <class T, Use use>
std::span<T> scratch(std::size_t size) {
  static thread_local AlignedVector<T> buffer;
  buffer.resize(size);
  return buffer;
}

}  // namespace

template <class T>
template <class Row>
void Convolution<T>::for_each_piece(Row row) const {
  std::size_t patches = 0;
  for (std::size_t c = 0; c < image_.channels; ++c)
    for (std::size_t u = 0; u < side_; ++u)
      for (std::size_t v = 0; v < side_; ++v)
        for (std::size_t i = 0; i < result_.height; ++i, patches += result_.width)
          row((c * image_.height + i + u) * image_.width + v, patches);
}

template <class T>
void Convolution<T>::initialise(std::span<T> w, Stream& random) const {
  const Fans fans{patch(), result_.channels * side_ * side_};
  draw_weights(initial_, fans, w.first(weights()), random);
  std::ranges::fill(w.subspan(weights()), T{0});
}

template <class T>
void Convolution<T>::forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const {
  const std::span<T> patches = scratch<T, Use::patches>(patch() * positions());
  for (std::size_t b = 0; b < x.row.size(); ++b) {
    for_each_piece([&](std::size_t pixels, std::size_t at) {
      std::copy_n(x.row[b] + pixels, result_.width, patches.data() + at);
    });
    const std::span<T> image = y.subspan(b * this->outputs(), this->outputs());
    for (std::size_t f = 0; f < biases(); ++f)
      std::ranges::fill(image.subspan(f * positions(), positions()), w[weights() + f]);
    add_products<T>(w.first(weights()), patches, patch(), image);
  }
}

template <class T>
void Convolution<T>::pass_back(GatheredRows<T> x, std::span<const T> w, std::span<const T> /*y*/,
                               std::span<const T> slopes, std::span<T> back) const {
  const std::span<T> of_patches = scratch<T, Use::patch_slopes>(patch() * positions());
  std::ranges::fill(back, T{0});
  for (std::size_t b = 0; b < x.row.size(); ++b) {
    const std::span<const T> slope = slopes.subspan(b * this->outputs(), this->outputs());
    std::ranges::fill(of_patches, T{0});
    for (std::size_t f = 0; f < biases(); f += chunk_rows) {
      const std::size_t filters = std::min(chunk_rows, biases() - f);
      const RowPointers<T> of_filters(slope.data() + f * positions(), filters, positions());
      add_outer_products<T>(w.subspan(f * patch(), filters * patch()), of_filters.rows(), of_patches);
    }
    T* const image = back.data() + b * this->inputs();
    for_each_piece([&](std::size_t pixels, std::size_t at) {
      for (std::size_t j = 0; j < result_.width; ++j) image[pixels + j] += of_patches[at + j];
    });
  }
}

template <class T>
void Convolution<T>::add_gradient(GatheredRows<T> x, std::span<const T> slopes, std::span<T> out) const {
  const std::span<T> patches = scratch<T, Use::patches>(patch() * positions());
  const std::span<T> of_weights = scratch<T, Use::weight_slopes>(weights());
  for (std::size_t b = 0; b < x.row.size(); ++b) {
    const std::span<const T> slope = slopes.subspan(b * this->outputs(), this->outputs());
    for_each_piece([&](std::size_t pixels, std::size_t at) {
      std::copy_n(x.row[b] + pixels, result_.width, patches.data() + at);
    });
    for (std::size_t f = 0; f < biases(); f += chunk_rows) {
      const std::size_t filters = std::min(chunk_rows, biases() - f);
      const RowPointers<T> of_filters(slope.data() + f * positions(), filters, positions());
      multiply<T>(of_filters.rows(), patches, of_weights.subspan(f * patch(), filters * patch()));
    }
    add_rows<T>(of_weights, out.first(weights()));
    for (std::size_t f = 0; f < biases(); ++f)
      for (const T s : slope.subspan(f * positions(), positions())) out[weights() + f] += s;
  }
}

template class Convolution<float>;
template class Convolution<double>;

}  // namespace models
