// Ridge regression (Hoerl & Kennard 1970): least squares with an L2 penalty. z = w.x (+ b), residual r = z - y.
//
//   loss = mean of r^2 / 2, plus l2/2 |w|^2 (in every loss reported); mse = mean of r^2
//   gradient = mean of r x, plus l2 w
//   minimum (no intercept, X the (n, d) features): (X^T X / n + l2 I) w = X^T y / n
//
// Unlike linear_regression, whose loss is the mean of r^2, it reports the loss that it differentiates; the steps are
// the same when l2 is 0. Parameters: w (d), then b when `intercept`; b is not regularised. All start at 0.
#pragma once

#include "models/objectives/linear_model.hpp"

namespace models {

struct Ridge : PenalisedLinearModel<Ridge> {
  static constexpr std::string_view kind = "ridge";
  static constexpr std::string_view summary = "least squares with an L2 penalty";

  Ridge() : PenalisedLinearModel(0.01, false) {}

  // Throws std::invalid_argument when the targets are class labels.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
