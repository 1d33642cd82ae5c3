#include "models/objectives/softmax_regression.hpp"

#include "models/kernels.hpp"
#include "models/objectives/linear_predictor.hpp"
#include "models/portable_math.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace models {
namespace {

template <class T>
class CrossEntropy final : public LinearPredictor<T> {
 public:
  CrossEntropy(std::shared_ptr<const Split<T>> data, PredictorShape shape, std::uint64_t seed)
      : LinearPredictor<T>(std::move(data), shape, seed), classes_(shape.outputs) {}

 private:
  using typename LinearPredictor<T>::Rows;

  // Three passes, so that the exponentials of the whole chunk are one vectorized loop.
  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const override {
    double loss = 0;
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::span<T> row = z.subspan(b * classes_, classes_);
      const T largest = *std::max_element(row.begin(), row.end());  // exp of the rest cannot overflow
      for (T& logit : row) logit -= largest;
      loss -= static_cast<double>(row[label(data, rows[b])]);
    }
    exponentiate(z);
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::span<T> row = z.subspan(b * classes_, classes_);
      const T total = std::accumulate(row.begin(), row.end(), T{0});
      loss += portable_log(static_cast<double>(total));
      for (T& p : row) p /= total;
      row[label(data, rows[b])] -= 1;
    }
    return loss;
  }

  std::vector<std::string_view> figures() const override { return {"loss", "accuracy"}; }

  void judge(const Dataset<T>& data, Rows rows, std::span<const T> z, std::span<double> sums) const override {
    for (std::size_t b = 0; b < rows.size(); ++b) {
      const std::span<const T> row = z.subspan(b * classes_, classes_);
      const auto best = std::max_element(row.begin(), row.end()) - row.begin();
      sums[1] += static_cast<std::size_t>(best) == label(data, rows[b]);
    }
  }

  static std::size_t label(const Dataset<T>& data, std::size_t row) {
    return static_cast<std::size_t>(data.label[row]);
  }

  std::size_t classes_;
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
