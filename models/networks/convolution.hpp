// A bank of filters that slides over an image, one step at a time, without padding (LeCun et al. 1989).
//
//   y[f][i][j] = b_f + sum over c, u, v of W[f][c][u][v] x[c][i + u][j + v]
//
// By im2col (Chellapilla, Puri & Simard 2006): the patches of a sample become the columns of a matrix, and the three
// products (forward, over W, over x) are those of dense layers. One sample at a time, so that they stay in the cache.
// Parameters: W (filters, channels, side, side), then b (filters).
#pragma once

#include "models/networks/image.hpp"
#include "models/networks/layer.hpp"

#include <string>

namespace models {

template <class T>
class Convolution final : public Layer<T> {
 public:
  // Filters of side x side pixels; the image is at least that high and wide.
  Convolution(ImageShape image, std::size_t filters, std::size_t side, std::string initial)
      : Layer<T>(image.size(), convolved(image, filters, side).size()),
        image_(image),
        result_(convolved(image, filters, side)),
        side_(side),
        initial_(std::move(initial)) {}

  std::size_t weights() const override { return result_.channels * patch(); }
  std::size_t biases() const override { return result_.channels; }
  void initialise(std::span<T> w, Stream& random) const override;
  void forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const override;
  void pass_back(GatheredRows<T> x, std::span<const T> w, std::span<const T> y, std::span<const T> slopes,
                 std::span<T> back) const override;
  void add_gradient(GatheredRows<T> x, std::span<const T> slopes, std::span<T> out) const override;

 private:
  std::size_t patch() const { return image_.channels * side_ * side_; }
  std::size_t positions() const { return result_.height * result_.width; }

  // Calls row(pixels, patches) for the pieces of an image and of its matrix of patches (patch, positions) that are the
  // same `result_.width` numbers.
  template <class Row>
  void for_each_piece(Row row) const;

  ImageShape image_, result_;
  std::size_t side_;
  std::string initial_;
};

}  // namespace models
