// Least squares. Predictions z = w.x (+ b), residual r = z - y.
//
//   loss = mean of r^2 (the mean squared error that papers report)
//   gradient = mean of r x, which is that of half the loss: the delta rule of Widrow and Hoff 1960
//
// The convention moves the numbers: a learning rate here is twice that of code which differentiates r^2 itself.
// Parameters: w (d), then b when `intercept`. All start at 0.
#pragma once

#include "models/objectives/linear_model.hpp"

namespace models {

struct LinearRegression : LinearModel<LinearRegression> {
  static constexpr std::string_view kind = "linear_regression";
  static constexpr std::string_view summary = "least squares; loss is the mean squared error, gradient mean of r x";

  bool intercept = false;

  template <class Fields>
  void describe(Fields& fields) {
    fields.flag("intercept", intercept, "Add a constant to the prediction.");
  }

  // Throws std::invalid_argument when the targets are class labels.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
