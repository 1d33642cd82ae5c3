#include "models/objectives/convnet.hpp"

#include "models/networks/convolution.hpp"
#include "models/networks/dense.hpp"
#include "models/networks/max_pool.hpp"
#include "models/networks/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace models {
namespace {

std::size_t count(std::int64_t option) { return static_cast<std::size_t>(option); }

ImageShape shape(const Convnet& model) { return {count(model.channels), count(model.height), count(model.width)}; }

void require_room(ImageShape image, std::size_t side, std::string_view what) {
  if (std::min(image.height, image.width) < side)
    throw std::invalid_argument(
        fmt::format("convnet: expected an image of at least {0} x {0} pixels before {1}, but it "
                    "is {2} x {3} there",
                    side, what, image.height, image.width));
}

}  // namespace

double Convnet::flops_per_sample(std::size_t parameters) const {
  ImageShape image = shape(*this);
  auto uses = static_cast<double>(parameters);
  for (const std::int64_t stage : filters) {
    const std::size_t weights = count(stage) * image.channels * count(filter_side * filter_side);
    image = convolved(image, count(stage), count(filter_side));
    uses += static_cast<double>(weights) * static_cast<double>(image.height * image.width - 1);
    image = pooled(image, count(pool_side));
  }
  return 6 * uses;
}

template <class T>
std::unique_ptr<Objective<T>> Convnet::bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const {
  const std::size_t outputs = outputs_for(*data, kind);
  ImageShape image = shape(*this);
  if (image.size() != data->train.d)
    throw std::invalid_argument(fmt::format("convnet: expected {} features, channels x height x width, but found {}",
                                            image.size(), data->train.d));
  Layers<T> layers;
  for (const std::int64_t stage : filters) {
    require_room(image, count(filter_side), "a convolution");
    layers.push_back(std::make_unique<Convolution<T>>(image, count(stage), count(filter_side), initial));
    image = convolved(image, count(stage), count(filter_side));
    layers.push_back(models::activation<T>(activation, image.size()));
    require_room(image, count(pool_side), "pooling");
    if (pool_side > 1)
      layers.push_back(std::make_unique<MaxPool<T>>(image, count(pool_side)));
    image = pooled(image, count(pool_side));
  }
  append_dense(layers, image.size(), hidden, outputs, activation, initial);
  return std::make_unique<Network<T>>(std::move(data), std::move(layers), l2, seed);
}

DAWDLE_INSTANTIATE_BIND(Convnet)

}  // namespace models
