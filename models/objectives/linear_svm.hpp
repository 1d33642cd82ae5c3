// Linear support vector machine for two classes (Cortes & Vapnik 1995), in its primal form. Labels y are 0 or 1,
// standing for s = -1 and +1; z = w.x (+ b).
//
//   loss = mean of max(0, 1 - s z), plus l2/2 |w|^2 (in every loss reported, of training and test set)
//   subgradient = mean of -s x over the samples with s z < 1, plus l2 w; as in Pegasos (Shalev-Shwartz et al. 2011)
//   accuracy = share of samples with y = [z > 0]; the tie z = 0 counts as label 0
//
// Parameters: w (d), then b when `intercept`; b is not regularised. All start at 0.
#pragma once

#include "models/objectives/linear_model.hpp"

namespace models {

struct LinearSvm : PenalisedLinearModel<LinearSvm> {
  static constexpr std::string_view kind = "linear_svm";
  static constexpr std::string_view summary = "two classes by the hinge loss, optionally with an L2 penalty";

  LinearSvm() : PenalisedLinearModel(0, true) {}

  // Throws std::invalid_argument unless the data have labels of two classes.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
