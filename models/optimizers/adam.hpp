// Adam (Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1) and AdamW (Loshchilov &
// Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2), g the gradient at step t = 1, 2, ...:
//
//   g = g + weight_decay x                                          Adam: an L2 penalty, rescaled like the gradient
//   m = beta1 m + (1 - beta1) g                                     m, v start at 0
//   v = beta2 v + (1 - beta2) g^2                                   per coordinate
//   x = x - learning_rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
//   and before that x = x - learning_rate weight_decay x            AdamW: decoupled
//
// The decay is multiplied by the whole learning rate, as in PyTorch; Loshchilov & Hutter multiply by its schedule
// alone.
#pragma once

#include "models/optimizer.hpp"

#include <string_view>

namespace models {

struct Adam : Optimizer {
  static constexpr std::string_view kind = "adam";
  static constexpr std::string_view summary = "Adam: steps scaled by running moments of each coordinate's gradient";

  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  template <class Fields>
  void describe(Fields& fields) {
    learning_rate.describe(fields);
    fields.number("beta1", beta1, {.min = 0, .below = 1}, "Share of the mean gradient that is kept at each step.");
    fields.number("beta2", beta2, {.min = 0, .below = 1}, "Share of the mean squared gradient that is kept.");
    fields.number("epsilon", epsilon, {.min = 0}, "Added to the root of the mean squared gradient.");
    fields.number("weight_decay", weight_decay, {.min = 0},
                  decoupled ? "Shrinks the parameters by this times the learning rate at each step."
                            : "Adds this times the parameters to the gradient.");
  }

 protected:
  std::unique_ptr<OptimizerState<float>> float_state(LayerEnds layer_ends) const override;
  std::unique_ptr<OptimizerState<double>> double_state(LayerEnds layer_ends) const override;

  bool decoupled = false;
};

struct AdamW : Adam {
  static constexpr std::string_view kind = "adamw";
  static constexpr std::string_view summary = "Adam with weight decay beside the gradient, not in it";

  AdamW() {
    weight_decay = 0.01;
    decoupled = true;
  }
};

}  // namespace models
