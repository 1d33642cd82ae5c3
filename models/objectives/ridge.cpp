#include "models/objectives/ridge.hpp"

#include "models/objectives/linear_predictor.hpp"
#include "models/objectives/losses.hpp"

namespace models {
namespace {

template <class T>
class PenalisedSquares final : public LinearPredictor<T> {
  using LinearPredictor<T>::LinearPredictor;
  using typename LinearPredictor<T>::Rows;

  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    return differentiate_squares(data, rows, z) / 2;
  }

  std::vector<std::string_view> figures() const override { return {"loss", "mse"}; }

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const double residual = static_cast<double>(z[b] - data.target[rows[b]]);
      sums[1] += residual * residual;
    }
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> Ridge::bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const {
  require_targets(data->train, kind);
  return std::make_unique<PenalisedSquares<T>>(std::move(data),
                                               PredictorShape{.outputs = 1, .intercept = intercept, .l2 = l2}, seed);
}

DAWDLE_INSTANTIATE_BIND(Ridge)

}  // namespace models
