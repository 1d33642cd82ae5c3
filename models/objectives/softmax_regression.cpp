#include "models/objectives/softmax_regression.hpp"

#include "models/objectives/linear_predictor.hpp"
#include "models/objectives/losses.hpp"

#include <stdexcept>

namespace models {
namespace {

template <class T>
class CrossEntropy final : public LinearPredictor<T> {
 public:
  using LinearPredictor<T>::LinearPredictor;

 private:
  using typename LinearPredictor<T>::Rows;

  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    return differentiate_cross_entropy(data, rows, z);
  }

  std::vector<std::string_view> figures() const override { return {"loss", "accuracy"}; }

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    sums[1] += static_cast<double>(count_correct(data, rows, z));
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> SoftmaxRegression::bind_as(std::shared_ptr<const Split<T>> data,
                                                         std::uint64_t seed) const {
  require_labels(data->train, kind);
  const std::size_t classes = data->train.classes;
  if (classes < 2)
    throw std::invalid_argument("softmax_regression needs at least two classes, but the data have one");
  return std::make_unique<CrossEntropy<T>>(
      std::move(data), PredictorShape{.outputs = classes, .intercept = true, .l2 = l2, .initial_scale = initial_scale},
      seed);
}

DAWDLE_INSTANTIATE_BIND(SoftmaxRegression)

}  // namespace models
