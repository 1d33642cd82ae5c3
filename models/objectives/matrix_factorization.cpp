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
    return mean_gradient({x, vectors_}, batch, out, [](std::size_t column) { return column; });
  }

  bool is_sparse() const override { return true; }

  // The same problem without the users and items of no rating in the batch: those that it has are numbered anew.
  double sparse_gradient(std::span<const T> x, const Batch& batch, std::span<const std::uint32_t> support,
                         std::span<T> out) const override {
    const std::size_t columns = support.size() / (rank_ + (biases_ > 0 ? 1 : 0));
    static thread_local std::vector<std::size_t> column;  // kept: in the steady state nothing is allocated
    column.resize(columns);
    for (std::size_t j = 0; j < columns; ++j) column[j] = support[j * rank_] / rank_;
    return mean_gradient({x, columns * rank_}, batch, out, [](std::size_t wanted) {
      return static_cast<std::size_t>(std::ranges::lower_bound(column, wanted) - column.begin());
    });
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
      const Parameters at{x, vectors_};
      const double half = half_square(residual(at, u, i, set(test).target[row]));
      sums[0] += half + penalty(at, u, i);
      sums[1] += 2 * half;
    }
  }

 private:
  const Dataset<T>& set(bool test) const { return test ? data_->test : data_->train; }
  static double half_square(T r) { return static_cast<double>(r) * static_cast<double>(r) / 2; }

  static std::pair<std::size_t, std::size_t> pair(const Dataset<T>& data, std::size_t row) {
    return {data.sparse.column[2 * row], data.sparse.column[2 * row + 1]};
  }

  // Of all users and items, or of some: their vectors end at `vectors`, where the biases begin.
  struct Parameters {
    std::span<const T> x;
    std::size_t vectors;
  };

  static T dot(std::span<const T> a, std::span<const T> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), T{0});
  }
  std::span<const T> vector_of(const Parameters& at, std::size_t column) const {
    return at.x.subspan(column * rank_, rank_);
  }
  T bias_of(const Parameters& at, std::size_t column) const { return biases_ > 0 ? at.x[at.vectors + column] : T{0}; }

  T residual(const Parameters& at, std::size_t u, std::size_t i, T rating) const {
    const T z = static_cast<T>(mean_) + bias_of(at, u) + bias_of(at, i) + dot(vector_of(at, u), vector_of(at, i));
    return z - rating;
  }

  double penalty(const Parameters& at, std::size_t u, std::size_t i) const {
    if (l2_ == 0)
      return 0;
    double sum = 0;
    for (const std::size_t column : {u, i}) {
      const std::span<const T> v = vector_of(at, column);
      sum += static_cast<double>(dot(v, v) + bias_of(at, column) * bias_of(at, column));
    }
    return l2_ / 2 * sum;
  }

  // place(column) is where a user or item stands among the parameters. Returns the mean loss.
  template <class Place>
  double mean_gradient(const Parameters& at, const Batch& batch, std::span<T> out, Place place) const {
    std::ranges::fill(out, T{0});
    const T mean = T{1} / static_cast<T>(batch.rows.size());
    double loss = 0;
    for (const std::uint32_t row : batch.rows) {
      const auto [user, item] = pair(data_->train, row);
      const std::size_t u = place(user), i = place(item);
      const T r = residual(at, u, i, data_->train.target[row]);
      loss += half_square(r) + penalty(at, u, i);
      add_gradient(at, u, i, mean * r, mean * static_cast<T>(l2_), out);
      add_gradient(at, i, u, mean * r, mean * static_cast<T>(l2_), out);
    }
    return loss / static_cast<double>(batch.rows.size());
  }

  // Adds `slope` times what it was multiplied with, and the penalty's part, to the vector and bias of one column.
  void add_gradient(const Parameters& at, std::size_t column, std::size_t other, T slope, T l2,
                    std::span<T> out) const {
    const std::span<const T> own = vector_of(at, column), factor = vector_of(at, other);
    for (std::size_t k = 0; k < rank_; ++k) out[column * rank_ + k] += slope * factor[k] + l2 * own[k];
    if (biases_ > 0)
      out[at.vectors + column] += slope + l2 * bias_of(at, column);
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
