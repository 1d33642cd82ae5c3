// Layer-wise adaptive rate scaling: You, Gitman & Ginsburg, "Large batch training of convolutional networks", 2017,
// algorithm 1. For each layer with parameters w and gradient g:
//
//   lambda = trust |w| / (|g| + weight_decay |w|)
//   v = momentum v + learning_rate lambda (g + weight_decay w)      v starts at 0
//   w = w - v
//
// The learning rate is inside v, as in the paper. A layer with |w| = 0 could never leave its start, and one with g = 0
// and no weight decay divides by 0: for both lambda is 1, which the paper leaves open.
#pragma once

#include "models/optimizer.hpp"

#include <string_view>

namespace models {

struct Lars : Optimizer {
  static constexpr std::string_view kind = "lars";
  static constexpr std::string_view summary =
      "SGD with momentum whose rate follows each layer's norms, for large batches";

  double trust = 0.001;  // eta of the paper
  double momentum = 0.9;
  double weight_decay = 0.0005;  // beta

  template <class Fields>
  void describe(Fields& fields) {
    learning_rate.describe(fields);
    fields.number("trust", trust, {.above = 0}, "How far a layer may move in one step, as a part of its norm.");
    fields.number("momentum", momentum, {.min = 0, .below = 1}, "Share of the last step that is repeated.");
    fields.number("weight_decay", weight_decay, {.min = 0}, "Adds this times the parameters to the gradient.");
  }

 protected:
  std::unique_ptr<OptimizerState<float>> float_state(LayerEnds layer_ends) const override;
  std::unique_ptr<OptimizerState<double>> double_state(LayerEnds layer_ends) const override;
};

}  // namespace models
