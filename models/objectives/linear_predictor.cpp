#include "models/objectives/linear_predictor.hpp"

#include "models/kernels.hpp"
#include "models/random.hpp"
#include "models/row_pointers.hpp"
#include "models/sparse_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <stdexcept>
#include <utility>

namespace models {

template <class T>
LinearPredictor<T>::LinearPredictor(std::shared_ptr<const Split<T>> data, PredictorShape shape, std::uint64_t seed)
    : data_(std::move(data)), shape_(shape), seed_(seed) {
  if (data_->train.n == 0)
    throw std::invalid_argument("expected at least one training sample, but the data have none");
  if (data_->test.n > 0 && data_->test.d != data_->train.d)
    throw std::invalid_argument(fmt::format("expected {} features in the test set as in the training set, but found {}",
                                            data_->train.d, data_->test.d));
}

template <class T>
std::vector<std::size_t> LinearPredictor<T>::layer_ends() const {
  if (shape_.intercept)
    return {weights(), size()};
  return {weights()};
}

template <class T>
void LinearPredictor<T>::initialise(std::span<T> x) const {
  std::fill(x.begin(), x.end(), T{0});
  if (shape_.initial_scale == 0)
    return;
  Stream random = stream(seed_, Purpose::initial);
  boost::random::normal_distribution<double> normal(0, shape_.initial_scale);
  for (T& w : x.first(weights())) w = static_cast<T>(normal(random));
}

template <class T>
double LinearPredictor<T>::gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const {
  std::fill(out.begin(), out.end(), T{0});
  double loss = 0;
  for (std::size_t begin = 0; begin < batch.rows.size(); begin += chunk_rows) {
    const Rows rows = batch.rows.subspan(begin, std::min(chunk_rows, batch.rows.size() - begin));
    const RowPointers<T> dense(data_->train, rows);
    loss += add_gradient(features(data_->train, rows, dense.rows()), rows, batch.rows.size(), x, out);
  }
  if (shape_.l2 > 0)
    for (std::size_t i = 0; i < weights(); ++i) out[i] += static_cast<T>(shape_.l2) * x[i];
  return loss / static_cast<double>(batch.rows.size()) + penalty(x);
}

template <class T>
std::size_t LinearPredictor<T>::factors(std::size_t samples) const {
  const bool offered = !data_->train.is_sparse() && shape_.l2 == 0 && samples <= chunk_rows;
  return offered ? samples * shape_.outputs : 0;
}

template <class T>
double LinearPredictor<T>::factored_gradient(std::span<const T> x, const Batch& batch, std::span<T> factors) const {
  const RowPointers<T> dense(data_->train, batch.rows);
  const Features samples = features(data_->train, batch.rows, dense.rows());
  return slopes(samples, batch.rows, batch.rows.size(), x, factors) / static_cast<double>(batch.rows.size());
}

template <class T>
void LinearPredictor<T>::expand(std::span<const T> factors, const Batch& batch, std::span<T> out) const {
  std::fill(out.begin(), out.end(), T{0});
  const RowPointers<T> dense(data_->train, batch.rows);
  add_gradient(features(data_->train, batch.rows, dense.rows()), factors, out);
}

template <class T>
bool LinearPredictor<T>::step_along(std::span<const T> factors, const Batch& batch, double rate,
                                    std::span<const T> from, std::span<T> out) const {
  const RowPointers<T> dense(data_->train, batch.rows);
  const std::size_t W = weights();
  const bool finite = step_along_outer_products<T>(rate, factors, dense.rows(), from.first(W), out.first(W));
  return step_along_rows<T>(rate, factors, from.subspan(W), out.subspan(W)) && finite;
}

// The same problem without the columns that no sample of the batch has: those that it has are numbered anew.
template <class T>
double LinearPredictor<T>::sparse_gradient(std::span<const T> x, const Batch& batch,
                                           std::span<const std::uint32_t> support, std::span<T> out) const {
  std::fill(out.begin(), out.end(), T{0});
  const std::size_t columns = support.size() / shape_.outputs - (shape_.intercept ? 1 : 0);
  static thread_local SparseRows<T> own;  // kept: in the steady state nothing is allocated
  RowNumbers numbers;
  double loss = 0;
  for (std::size_t begin = 0; begin < batch.rows.size(); begin += chunk_rows) {
    const Rows rows = batch.rows.subspan(begin, std::min(chunk_rows, batch.rows.size() - begin));
    renumber_columns(data_->train.sparse, rows, support.first(columns), own);
    loss += add_gradient({&own, numbers.between(0, rows.size()), {}, columns}, rows, batch.rows.size(), x, out);
  }
  return loss / static_cast<double>(batch.rows.size());
}

template <class T>
void LinearPredictor<T>::support(const Batch& batch, std::vector<std::uint32_t>& out) const {
  if (!is_sparse())
    return Objective<T>::support(batch, out);
  distinct_columns(data_->train.sparse, batch.rows, out);
  const std::size_t columns = out.size();
  out.reserve((columns + 1) * shape_.outputs);
  for (std::size_t c = 1; c < shape_.outputs; ++c)
    for (std::size_t j = 0; j < columns; ++j) out.push_back(static_cast<std::uint32_t>(c * data_->train.d) + out[j]);
  for (std::size_t i = weights(); i < size(); ++i) out.push_back(static_cast<std::uint32_t>(i));
}

template <class T>
void LinearPredictor<T>::evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                                  std::span<double> sums) const {
  RowNumbers numbers;
  std::vector<T> buffer(std::min(chunk_rows, end - begin) * shape_.outputs);
  const double regulariser = penalty(x);
  for (; begin < end; begin += chunk_rows) {
    const Rows rows = numbers.between(begin, std::min(begin + chunk_rows, end));
    const std::span<T> z(buffer.data(), rows.size() * shape_.outputs);
    const RowPointers<T> dense(set(test), rows);
    predict(features(set(test), rows, dense.rows()), x, z);
    judge(set(test), rows, z, sums);
    sums[0] += differentiate(set(test), rows, z) + static_cast<double>(rows.size()) * regulariser;
  }
}

template <class T>
void LinearPredictor<T>::predict(const Features& samples, std::span<const T> x, std::span<T> z) const {
  const std::size_t weights = shape_.outputs * samples.d;
  if (samples.sparse)
    multiply<T>(*samples.sparse, samples.numbers, samples.d, x.first(weights), z);
  else
    multiply<T>(samples.dense, x.first(weights), z);
  if (shape_.intercept)
    add_to_rows<T>(x.subspan(weights, shape_.outputs), z);
}

template <class T>
double LinearPredictor<T>::slopes(const Features& samples, Rows rows, std::size_t of, std::span<const T> x,
                                  std::span<T> z) const {
  predict(samples, x, z);
  const double loss = differentiate(data_->train, rows, z);
  const T mean = T{1} / static_cast<T>(of);
  for (T& slope : z) slope *= mean;
  return loss;
}

template <class T>
void LinearPredictor<T>::add_gradient(const Features& samples, std::span<const T> slopes, std::span<T> out) const {
  const std::size_t weights = shape_.outputs * samples.d;
  if (samples.sparse)
    add_outer_products<T>(slopes, *samples.sparse, samples.numbers, samples.d, out.first(weights));
  else
    add_outer_products<T>(slopes, samples.dense, out.first(weights));
  if (shape_.intercept)
    add_rows<T>(slopes, out.subspan(weights));
}

template <class T>
double LinearPredictor<T>::add_gradient(const Features& samples, Rows rows, std::size_t of, std::span<const T> x,
                                        std::span<T> out) const {
  static thread_local std::vector<T> z;  // kept: in the steady state nothing is allocated
  z.resize(rows.size() * shape_.outputs);
  const double loss = slopes(samples, rows, of, x, z);
  add_gradient(samples, z, out);
  return loss;
}

template <class T>
double LinearPredictor<T>::penalty(std::span<const T> x) const {
  if (shape_.l2 == 0)
    return 0;
  return shape_.l2 / 2 * static_cast<double>(squared_norm<T>(x.first(weights())));
}

template <class T>
void require_targets(const Dataset<T>& data, std::string_view model) {
  if (data.classes > 0)
    throw std::invalid_argument(fmt::format(
        "{} needs real-valued targets, but the data are a classification (labels 0 to {})", model, data.classes - 1));
}

template <class T>
void require_labels(const Dataset<T>& data, std::string_view model) {
  if (data.classes == 0)
    throw std::invalid_argument(
        fmt::format("{} needs class labels, but the data are a regression (targets are real numbers)", model));
}

template class LinearPredictor<float>;
template class LinearPredictor<double>;
template void require_targets(const Dataset<float>&, std::string_view);
template void require_targets(const Dataset<double>&, std::string_view);
template void require_labels(const Dataset<float>&, std::string_view);
template void require_labels(const Dataset<double>&, std::string_view);

}  // namespace models
