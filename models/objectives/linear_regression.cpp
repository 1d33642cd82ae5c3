#include "models/objectives/linear_regression.hpp"

#include "models/objectives/linear_predictor.hpp"
#include "models/objectives/losses.hpp"

namespace models {
namespace {

template <class T>
class SquaredError final : public LinearPredictor<T> {
  using LinearPredictor<T>::LinearPredictor;
  using typename LinearPredictor<T>::Rows;

  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    return differentiate_squares(data, rows, z);
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> LinearRegression::bind_as(std::shared_ptr<const Split<T>> data,
                                                        std::uint64_t seed) const {
  require_targets(data->train, kind);
  return std::make_unique<SquaredError<T>>(std::move(data), PredictorShape{.outputs = 1, .intercept = intercept}, seed);
}

DAWDLE_INSTANTIATE_BIND(LinearRegression)

}  // namespace models
