// Stochastic gradient descent, with the conventions of PyTorch's torch.optim.SGD (dampening 0):
//
//   g = gradient + weight_decay x
//   v = momentum v + g                              v starts at 0
//   x = x - learning_rate v                         heavy ball (Polyak 1964)
//   x = x - learning_rate (g + momentum v)          with nesterov (Sutskever et al. 2013)
//
// The learning rate stays outside v, so that changing it does not rescale what v remembers.
#pragma once

#include "models/optimizer.hpp"

#include <string_view>

namespace models {

struct Sgd : Optimizer {
  static constexpr std::string_view kind = "sgd";
  static constexpr std::string_view summary = "stochastic gradient descent, optionally with momentum and weight decay";

  double momentum = 0;
  bool nesterov = false;
  double weight_decay = 0;

  bool is_plain_sgd() const override { return momentum == 0 && weight_decay == 0; }

  template <class Fields>
  void describe(Fields& fields) {
    learning_rate.describe(fields);
    fields.number("momentum", momentum, {.min = 0, .below = 1}, "Share of the last step's velocity that is kept.");
    fields.flag("nesterov", nesterov, "Look ahead along the velocity (needs momentum).");
    if (nesterov && momentum == 0)
      fields.complain("nesterov", "momentum above 0 beside it");
    fields.number("weight_decay", weight_decay, {.min = 0}, "Adds this times the parameters to the gradient.");
  }

 protected:
  std::unique_ptr<OptimizerState<float>> float_state(LayerEnds layer_ends) const override;
  std::unique_ptr<OptimizerState<double>> double_state(LayerEnds layer_ends) const override;
};

}  // namespace models
