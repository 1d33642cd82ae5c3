// Objectives whose loss sees the parameters only through a prediction linear in them, z = W x + b:
//
//   f(W, b) = mean over samples of loss(z, target) + l2/2 |W|^2
//   gradient over W = mean of (d loss / d z) x^T + l2 W, over b = mean of d loss / d z
//
// Parameters: W (C, d) row-major, then b (C) when there is an intercept. Features are dense or sparse. A subclass says
// what the loss is and who won.
#pragma once

#include "models/kernels.hpp"
#include "models/objective.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace models {

struct PredictorShape {
  std::size_t outputs = 1;  // C
  bool intercept = true;
  double l2 = 0;
  double initial_scale = 0;  // standard deviation of the initial W; b starts at 0
};

template <class T>
class LinearPredictor : public Objective<T> {
 public:
  using Rows = std::span<const std::uint32_t>;

  // Throws std::invalid_argument when there is no training sample or the test set has other columns.
  LinearPredictor(std::shared_ptr<const Split<T>> data, PredictorShape shape, std::uint64_t seed);

  std::size_t size() const override { return weights() + (shape_.intercept ? shape_.outputs : 0); }
  std::vector<std::size_t> layer_ends() const override;  // W, then b
  void initialise(std::span<T> x) const override;
  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override;
  // d mean / d z, (samples, C): of dense features without a penalty, as many samples as stay in the cache.
  std::size_t factors(std::size_t samples) const override;
  double factored_gradient(std::span<const T> x, const Batch& batch, std::span<T> factors) const override;
  void expand(std::span<const T> factors, const Batch& batch, std::span<T> out) const override;
  bool step_along(std::span<const T> factors, const Batch& batch, double rate, std::span<const T> from,
                  std::span<T> out) const override;
  // Sparse features without a penalty: each row of W where a sample of the batch has a feature, and b.
  void support(const Batch& batch, std::vector<std::uint32_t>& out) const override;
  bool is_sparse() const override { return data_->train.is_sparse() && shape_.l2 == 0; }
  double sparse_gradient(std::span<const T> x, const Batch& batch, std::span<const std::uint32_t> support,
                         std::span<T> out) const override;
  std::vector<std::string_view> figures() const override { return {"loss"}; }
  std::size_t evaluation_rows(bool test) const override { return set(test).n; }
  void evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                std::span<double> sums) const override;

 protected:
  // z is (rows, C). Returns the sum over `rows` of the loss of prediction z, and replaces z by d loss / d z.
  virtual double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const = 0;

  // Adds to sums[1 ..], the figures beside the loss; z as above.
  virtual void judge(const Dataset<T>&, Rows, std::span<const T> /*z*/, std::span<double> /*sums*/) const {}

 private:
  const Dataset<T>& set(bool test) const { return test ? data_->test : data_->train; }
  std::size_t weights() const { return shape_.outputs * data_->train.d; }
  // Some samples' features: the rows of these numbers in a sparse table, or dense ones. Their W is (C, d), then b.
  struct Features {
    const SparseRows<T>* sparse;  // null: dense
    Rows numbers;
    GatheredRows<T> dense;
    std::size_t d;
  };
  Features features(const Dataset<T>& data, Rows rows, GatheredRows<T> dense) const {
    return {data.is_sparse() ? &data.sparse : nullptr, rows, dense, data.d};
  }
  void predict(const Features& samples, std::span<const T> x, std::span<T> z) const;
  // Overwrites z with d mean / d z, (rows, C), of training samples' part of a mean over so many. Returns the sum of
  // their losses.
  double slopes(const Features& samples, Rows rows, std::size_t of, std::span<const T> x, std::span<T> z) const;
  // Adds the gradient that follows from them.
  void add_gradient(const Features& samples, std::span<const T> slopes, std::span<T> out) const;
  // Both; slopes are in a buffer of the thread.
  double add_gradient(const Features& samples, Rows rows, std::size_t of, std::span<const T> x, std::span<T> out) const;
  double penalty(std::span<const T> x) const;

  std::shared_ptr<const Split<T>> data_;
  PredictorShape shape_;
  std::uint64_t seed_;
};

// Throw std::invalid_argument with a sentence when the data have no real-valued targets, or no class labels.
template <class T>
void require_targets(const Dataset<T>& data, std::string_view model);
template <class T>
void require_labels(const Dataset<T>& data, std::string_view model);

}  // namespace models
