// Multi-layer perceptron: dense layers with an activation between each two.
//
//   h_0 = features, h_l = activation(W_l h_{l-1} + b_l), z = W_L h_{L-1} + b_L
//
// Loss, gradient and figures: models/networks/network.hpp (cross-entropy for labels, half the squared error for
// targets). Parameters: W_1 (hidden[0], d) row-major, b_1, W_2, b_2, ...; layer_ends() has the end of each of these.
// Source: Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors", Nature 323, 1986.
#pragma once

#include "models/networks/network_model.hpp"

namespace models {

struct Mlp : NetworkModel<Mlp> {
  static constexpr std::string_view kind = "mlp";
  static constexpr std::string_view summary = "multi-layer perceptron, for class labels or real targets";

  Mlp() : NetworkModel({128}) {}

  template <class Fields>
  void describe(Fields& fields) {
    describe_layers(fields, "Width of each hidden layer, from the features on.");
  }

  // Throws std::invalid_argument when the features are sparse or there is only one class.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
