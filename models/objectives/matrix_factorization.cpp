#include "models/objectives/matrix_factorization.hpp"

#include "models/objectives/linear_predictor.hpp"
#include "models/random.hpp"
#include "models/sparse_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace models {
namespace {

template <class T>
class Factors final : public Objective<T> {
 public:
  Factors(std::shared_ptr<const Split<T>> data, const MatrixFactorization& model, std::uint64_t seed)
      : data_(std::move(data)),
        rank_(static_cast<std::size_t>(model.rank)),
        vectors_(data_->train.d * rank_),
        biases_(model.biases ? data_->train.d : 0),
        l2_(model.l2),
        initial_scale_(model.initial_scale),
        seed_(seed) {
    const std::vector<T>& ratings = data_->train.target;
    mean_ = std::accumulate(ratings.begin(), ratings.end(), 0.0) / static_cast<double>(ratings.size());
  }

  std::size_t size() const override { return vectors_ + biases_; }

  std::vector<std::size_t> layer_ends() const override {
    return biases_ == 0 ? std::vector{vectors_} : std::vector{vectors_, size()};
  }

  void initialise(std::span<T> x) const override {
    Stream random = stream(seed_, Purpose::initial);
    boost::random::normal_distribution<double> normal(0, initial_scale_);
    for (T& v : x.first(vectors_)) v = static_cast<T>(normal(random));
    std::ranges::fill(x.subspan(vectors_), T{0});
  }

  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override {
    std::ranges::fill(out, T{0});
    const T mean = T{1} / static_cast<T>(batch.rows.size());
    double loss = 0;
    for (const std::uint32_t row : batch.rows) {
      const T r = residual(x, data_->train, row);
      const auto [u, i] = pair(data_->train, row);
      loss += half_square(r) + penalty(x, u, i);
      add_gradient(x, u, i, mean * r, mean * static_cast<T>(l2_), out);
      add_gradient(x, i, u, mean * r, mean * static_cast<T>(l2_), out);
    }
    return loss / static_cast<double>(batch.rows.size());
  }

  void support(const Batch& batch, std::vector<std::uint32_t>& out) const override {
    static thread_local std::vector<std::uint32_t> columns;  // kept: in the steady state nothing is allocated
    distinct_columns(data_->train.sparse, batch.rows, columns);
    out.clear();
    out.reserve(columns.size() * (rank_ + 1));
    for (const std::size_t column : columns)
      for (std::size_t k = 0; k < rank_; ++k) out.push_back(static_cast<std::uint32_t>(column * rank_ + k));
    if (biases_ > 0)
      for (const std::size_t column : columns) out.push_back(static_cast<std::uint32_t>(vectors_ + column));
  }

  std::vector<std::string_view> figures() const override { return {"loss", "mse"}; }
  std::size_t evaluation_rows(bool test) const override { return set(test).n; }

  void evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                std::span<double> sums) const override {
    for (std::size_t row = begin; row < end; ++row) {
      const auto [u, i] = pair(set(test), row);
      const double half = half_square(residual(x, set(test), row));
      sums[0] += half + penalty(x, u, i);
      sums[1] += 2 * half;
    }
  }

 private:
  const Dataset<T>& set(bool test) const { return test ? data_->test : data_->train; }
  static double half_square(T r) { return static_cast<double>(r) * static_cast<double>(r) / 2; }

  static std::pair<std::size_t, std::size_t> pair(const Dataset<T>& data, std::size_t row) {
    return {data.sparse.column[2 * row], data.sparse.column[2 * row + 1]};
  }

  static T dot(std::span<const T> a, std::span<const T> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), T{0});
  }
  std::span<const T> vector_of(std::span<const T> x, std::size_t column) const {
    return x.subspan(column * rank_, rank_);
  }
  T bias_of(std::span<const T> x, std::size_t column) const { return biases_ > 0 ? x[vectors_ + column] : T{0}; }

  T residual(std::span<const T> x, const Dataset<T>& data, std::size_t row) const {
    const auto [u, i] = pair(data, row);
    const T z = static_cast<T>(mean_) + bias_of(x, u) + bias_of(x, i) + dot(vector_of(x, u), vector_of(x, i));
    return z - data.target[row];
  }

  double penalty(std::span<const T> x, std::size_t u, std::size_t i) const {
    if (l2_ == 0)
      return 0;
    double sum = 0;
    for (const std::size_t column : {u, i}) {
      const std::span<const T> v = vector_of(x, column);
      sum += static_cast<double>(dot(v, v) + bias_of(x, column) * bias_of(x, column));
    }
    return l2_ / 2 * sum;
  }

  // Adds `slope` times what it was multiplied with, and the penalty's part, to the vector and bias of one column.
  void add_gradient(std::span<const T> x, std::size_t column, std::size_t other, T slope, T l2,
                    std::span<T> out) const {
    const std::span<const T> own = vector_of(x, column), factor = vector_of(x, other);
    for (std::size_t k = 0; k < rank_; ++k) out[column * rank_ + k] += slope * factor[k] + l2 * own[k];
    if (biases_ > 0)
      out[vectors_ + column] += slope + l2 * bias_of(x, column);
  }

  std::shared_ptr<const Split<T>> data_;
  std::size_t rank_, vectors_, biases_;
  double l2_, initial_scale_;
  std::uint64_t seed_;
  double mean_ = 0;
};

template <class T>
void require_pairs(const Dataset<T>& data, std::string_view model) {
  for (std::size_t i = 0; i < data.n; ++i) {
    const std::size_t features = data.is_sparse() ? data.sparse.columns(i).size() : data.d;
    if (!data.is_sparse() || features != 2)
      throw std::invalid_argument(fmt::format(
          "{} needs sparse samples of two features, a user and an item (data \"ratings\"), but sample {} has "
          "{} {}features",
          model, i + 1, features, data.is_sparse() ? "" : "dense "));
  }
}

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> MatrixFactorization::bind_as(std::shared_ptr<const Split<T>> data,
                                                           std::uint64_t seed) const {
  require_targets(data->train, kind);
  if (data->train.n == 0)
    throw std::invalid_argument("matrix_factorization needs at least one training sample, but the data have none");
  require_pairs(data->train, kind);
  require_pairs(data->test, kind);
  return std::make_unique<Factors<T>>(std::move(data), *this, seed);
}

DAWDLE_INSTANTIATE_BIND(MatrixFactorization)

}  // namespace models
