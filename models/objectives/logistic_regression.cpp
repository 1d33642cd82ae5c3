#include "models/objectives/logistic_regression.hpp"

#include "models/objectives/linear_predictor.hpp"
#include "models/portable_math.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace models {
namespace {

template <class T>
class BinaryCrossEntropy final : public LinearPredictor<T> {
  using LinearPredictor<T>::LinearPredictor;
  using typename LinearPredictor<T>::Rows;

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

  std::vector<std::string_view> figures() const override { return {"loss", "accuracy"}; }

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    for (std::size_t b = 0; b < rows.size(); ++b) sums[1] += (z[b] > 0) == (data.label[rows[b]] == 1);
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> LogisticRegression::bind_as(std::shared_ptr<const Split<T>> data,
                                                          std::uint64_t seed) const {
  require_labels(data->train, kind);
  if (data->train.classes != 2)
    throw std::invalid_argument(fmt::format(
        "{} needs two classes, but the data have {}; softmax_regression takes any number", kind, data->train.classes));
  return std::make_unique<BinaryCrossEntropy<T>>(std::move(data),
                                                 PredictorShape{.outputs = 1, .intercept = intercept, .l2 = l2}, seed);
}

DAWDLE_INSTANTIATE_BIND(LogisticRegression)

}  // namespace models
