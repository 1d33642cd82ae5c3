// Two classes told apart by the sign of one linear prediction z: y = 1 where z > 0. The tie z = 0 counts as label 0.
#pragma once

#include "models/objectives/linear_predictor.hpp"

#include <fmt/format.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// A subclass says what the loss is.
template <class T>
class BinaryClassifier : public LinearPredictor<T> {
 public:
  using LinearPredictor<T>::LinearPredictor;

  std::vector<std::string_view> figures() const override { return {"loss", "accuracy"}; }

 protected:
  using typename LinearPredictor<T>::Rows;

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    for (std::size_t b = 0; b < rows.size(); ++b) sums[1] += (z[b] > 0) == (data.label[rows[b]] == 1);
  }
};

// Throws std::invalid_argument with a sentence when the data have no labels of two classes.
template <class T>
void require_two_classes(const Dataset<T>& data, std::string_view model) {
  require_labels(data, model);
  if (data.classes == 2)
    return;
  const std::string third = data.class_place.size() > 2 ? ", the third from " + data.class_place[2] + " on" : "";
  throw std::invalid_argument(fmt::format(
      "{} needs two classes, but the data have {}{}; softmax_regression takes any number", model, data.classes, third));
}

}  // namespace models
