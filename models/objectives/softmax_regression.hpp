// Classification into C classes by cross-entropy (multinomial logistic regression). Labels y are 0 .. C-1,
// z = W x + b is (C), p_c = exp(z_c) / sum over j of exp(z_j).
//
//   loss = mean of -log p_y, plus l2/2 |W|^2 (in every loss reported, of training and test set)
//   gradient over W = mean of (p - onehot(y)) x^T, plus l2 W; over b = mean of p - onehot(y)
//   accuracy = share of samples whose largest z is that of y; of equal z the lowest class counts
//
// Parameters: W (C, d) row-major, then b (C); b is not regularised.
#pragma once

#include "models/objectives/linear_model.hpp"

namespace models {

struct SoftmaxRegression : LinearModel<SoftmaxRegression> {
  static constexpr std::string_view kind = "softmax_regression";
  static constexpr std::string_view summary = "any number of classes by cross-entropy, optionally with an L2 penalty";

  double l2 = 0;
  double initial_scale = 0;

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("l2", l2, {.min = 0}, "Factor of the penalty l2/2 |W|^2, part of the loss.");
    fields.number("initial_scale", initial_scale, {.min = 0},
                  "Standard deviation of the normally distributed initial weights; 0 starts all at zero.");
  }

  // Throws std::invalid_argument unless the data have labels of two or more classes.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
