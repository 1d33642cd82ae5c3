// Binary classification by cross-entropy (Cox 1958). Labels y are 0 or 1, z = w.x (+ b), p = 1 / (1 + exp(-z)).
//
//   loss = mean of log(1 + exp(z)) - y z, plus l2/2 |w|^2 (in every loss reported, of training and test set)
//   gradient = mean of (p - y) x, plus l2 w
//   accuracy = share of samples with y = [z > 0]; the tie z = 0 counts as label 0
//
// Parameters: w (d), then b when `intercept`; b is not regularised. All start at 0.
#pragma once

#include "models/objectives/linear_model.hpp"

namespace models {

struct LogisticRegression : PenalisedLinearModel<LogisticRegression> {
  static constexpr std::string_view kind = "logistic_regression";
  static constexpr std::string_view summary = "two classes by cross-entropy, optionally with an L2 penalty";

  LogisticRegression() : PenalisedLinearModel(0, true) {}

  // Throws std::invalid_argument unless the data have labels of two classes.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
