// A small convolutional network: stages of convolution, activation and max pooling, then dense layers, as in LeNet-5
// (LeCun, Bottou, Bengio & Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE 86, 1998;
// there the filters are 6 and 16, the dense layers 120 and 84, and pooling averages).
//
// A sample is an image of (channels, height, width) row-major. Loss, gradient and figures: models/networks/network.hpp.
// Parameters: W (filters, channels, side, side) and b of each convolution, then W (outputs, inputs) and b of each dense
// layer; layer_ends() has the end of each of these.
#pragma once

#include "models/networks/network_model.hpp"

#include <vector>

namespace models {

struct Convnet : NetworkModel<Convnet> {
  static constexpr std::string_view kind = "convnet";
  static constexpr std::string_view summary = "small convolutional network on images, like LeNet";

  std::int64_t channels = 1, height = 28, width = 28;
  std::vector<std::int64_t> filters{6, 16};
  std::int64_t filter_side = 5;
  std::int64_t pool_side = 2;

  Convnet() : NetworkModel({120, 84}) {}

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("channels", channels, {.min = 1, .max = 1e6}, "Colours of an image; CIFAR-10 has 3.");
    fields.integer("height", height, {.min = 1, .max = 1e6}, "Rows of an image; CIFAR-10 has 32.");
    fields.integer("width", width, {.min = 1, .max = 1e6}, "Columns of an image.");
    fields.integers("filters", filters, {.min = 1, .max = 1e6}, "Filters of each stage, from the image on.");
    fields.integer("filter_side", filter_side, {.min = 1, .max = 1e6}, "Rows and columns of a filter; no padding.");
    fields.integer("pool_side", pool_side, {.min = 1, .max = 1e6},
                   "Rows and columns of the squares pooled after each convolution; 1: no pooling.");
    describe_layers(fields, "Width of each dense layer before the last.");
  }

  // 6 a parameter and use; a convolution uses its weights at every position.
  double flops_per_sample(std::size_t parameters) const override;

  // Throws std::invalid_argument when the features are sparse or not so many as an image has, when an image shrinks
  // below a filter or square, or there is only one class.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
