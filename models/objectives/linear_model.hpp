// What models with a prediction linear in their parameters share: options and cost.
#pragma once

#include "models/objectives/model_of.hpp"

#include <cstddef>

namespace models {

template <class Derived>
struct LinearModel : ModelOf<Derived> {
  // Forward and backward pass: a multiply-add a parameter each.
  double flops_per_sample(std::size_t parameters) const override { return 4.0 * static_cast<double>(parameters); }
};

// With one output z = w.x (+ b) and a penalty. Parameters: w (d), then b when `intercept`; b is not regularised. All
// start at 0.
template <class Derived>
struct PenalisedLinearModel : LinearModel<Derived> {
  double l2;
  bool intercept;

  PenalisedLinearModel(double default_l2, bool default_intercept) : l2(default_l2), intercept(default_intercept) {}

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("l2", l2, {.min = 0}, "Factor of the penalty l2/2 |w|^2, part of the loss.");
    fields.flag("intercept", intercept, "Add a constant to the prediction.");
  }
};

}  // namespace models
