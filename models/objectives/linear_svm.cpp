#include "models/objectives/linear_svm.hpp"

#include "models/objectives/binary_classifier.hpp"

namespace models {
namespace {

template <class T>
class Hinge final : public BinaryClassifier<T> {
  using BinaryClassifier<T>::BinaryClassifier;
  using typename BinaryClassifier<T>::Rows;

  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    double loss = 0;
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const T sign = data.label[rows[b]] == 1 ? T{1} : T{-1};
      const T shortfall = 1 - sign * z[b];
      const bool outside = shortfall <= 0;  // a NaN is not: divergence must be seen
      loss += outside ? 0 : static_cast<double>(shortfall);
      z[b] = outside ? T{0} : -sign;
    }
    return loss;
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> LinearSvm::bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const {
  require_two_classes(data->train, kind);
  return std::make_unique<Hinge<T>>(std::move(data), PredictorShape{.outputs = 1, .intercept = intercept, .l2 = l2},
                                    seed);
}

DAWDLE_INSTANTIATE_BIND(LinearSvm)

}  // namespace models
