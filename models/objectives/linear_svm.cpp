#include "models/objectives/linear_svm.hpp"

#include "models/objectives/linear_predictor.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace models {
namespace {

template <class T>
class Hinge final : public LinearPredictor<T> {
  using LinearPredictor<T>::LinearPredictor;
  using typename LinearPredictor<T>::Rows;

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

  std::vector<std::string_view> figures() const override { return {"loss", "accuracy"}; }

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    for (std::size_t b = 0; b < rows.size(); ++b) sums[1] += (z[b] > 0) == (data.label[rows[b]] == 1);
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> LinearSvm::bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const {
  require_labels(data->train, kind);
  if (data->train.classes != 2)
    throw std::invalid_argument(fmt::format("{} needs two classes, but the data have {}", kind, data->train.classes));
  return std::make_unique<Hinge<T>>(std::move(data), PredictorShape{.outputs = 1, .intercept = intercept, .l2 = l2},
                                    seed);
}

DAWDLE_INSTANTIATE_BIND(LinearSvm)

}  // namespace models
