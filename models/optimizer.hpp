// What turns a gradient into new parameters.
#pragma once

#include "models/learning_rate.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace models {

// What an optimizer remembers between steps (its momentum). A server, or each worker, owns one.
template <class T>
class OptimizerState {
 public:
  virtual ~OptimizerState() = default;

  // out = x after one step along `gradient`; all are (P), and `out` may be x itself. Returns whether every number in
  // `out` is finite: false means that the run has diverged.
  [[nodiscard]] virtual bool step(std::span<const T> x, std::span<const T> gradient, double learning_rate,
                                  std::span<T> out) = 0;
};

using LayerEnds = std::span<const std::size_t>;

// Every concrete optimizer also has `kind`, `summary` and `describe`, and is listed in models/registry.hpp.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // A state at rest for P parameters of type float or double, in layers that end at `layer_ends` (ascending, the last
  // is P; see Objective::layer_ends).
  template <class T>
  std::unique_ptr<OptimizerState<T>> state(LayerEnds layer_ends) const {
    if constexpr (std::is_same_v<T, float>)
      return float_state(layer_ends);
    else
      return double_state(layer_ends);
  }

  // Whether a step is x - learning_rate * gradient: nothing remembered, nothing else read. What is true of that alone
  // may then be used.
  virtual bool is_plain_sgd() const { return false; }

  LearningRate learning_rate;

 protected:
  virtual std::unique_ptr<OptimizerState<float>> float_state(LayerEnds layer_ends) const = 0;
  virtual std::unique_ptr<OptimizerState<double>> double_state(LayerEnds layer_ends) const = 0;
};

}  // namespace models
