#include "models/objectives/logistic_regression.hpp"

#include "models/objectives/binary_classifier.hpp"
#include "models/portable_math.hpp"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

template <class T>
class BinaryCrossEntropy final : public BinaryClassifier<T> {
  using BinaryClassifier<T>::BinaryClassifier;
  using typename BinaryClassifier<T>::Rows;

  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    double loss = 0;
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const double logit = z[b];
      const double y = data.label[rows[b]];
      const double e = portable_exp(-std::abs(logit));  // never overflows
      loss += portable_log(1 + e) + std::max(logit, 0.0) - y * logit;
      const double p = (logit > 0 ? 1 : e) / (1 + e);
      z[b] = static_cast<T>(p - y);
    }
    return loss;
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> LogisticRegression::bind_as(std::shared_ptr<const Split<T>> data,
                                                          std::uint64_t seed) const {
  require_two_classes(data->train, kind);
  return std::make_unique<BinaryCrossEntropy<T>>(std::move(data),
                                                 PredictorShape{.outputs = 1, .intercept = intercept, .l2 = l2}, seed);
}

DAWDLE_INSTANTIATE_BIND(LogisticRegression)

}  // namespace models
