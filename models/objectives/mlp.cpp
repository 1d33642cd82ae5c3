#include "models/objectives/mlp.hpp"

#include "models/networks/dense.hpp"
#include "models/networks/network.hpp"

namespace models {

template <class T>
std::unique_ptr<Objective<T>> Mlp::bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const {
  const std::size_t outputs = outputs_for(*data, kind);
  Layers<T> layers;
  append_dense(layers, data->train.d, hidden, outputs, activation, initial);
  return std::make_unique<Network<T>>(std::move(data), std::move(layers), l2, seed);
}

DAWDLE_INSTANTIATE_BIND(Mlp)

}  // namespace models
