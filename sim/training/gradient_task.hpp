// A gradient as a piece of work: dense, or over the few coordinates that its samples touch.
#pragma once

#include "models/objective.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/sampler.hpp"
#include "sim/training/version.hpp"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace dawdle {

// The samples of a worker's sparse gradient that has not begun yet, and what it will read.
template <class T>
class PreparedGradient {
 public:
  // Draws them, unless they are those that it has.
  void prepare(const models::Objective<T>& objective, Sampler& sampler, int worker, std::uint64_t step) {
    if (std::exchange(step_, step) == step)
      return;
    batch = sampler.batch(worker, step, rows);
    objective.support(batch, support);
  }
  // They have been taken.
  void clear() { step_ = kNone; }

  models::Batch batch;
  std::vector<std::uint32_t> rows, support;

 private:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t step_ = kNone;
};

// Kept for another gradient when this one is over.
template <class T>
class GradientTask final : public Work {
 public:
  explicit GradientTask(const models::Objective<T>& objective) : objective_(&objective) {}

  void begin(const Version& at, Sampler& sampler, int worker, std::uint64_t step) {
    x = at;
    sparse_ = false;
    batch_ = sampler.batch(worker, step, rows_);
  }
  // The clock's thread reads what the gradient needs of `at`, which may change then.
  void begin_sparse(const Version& at, PreparedGradient<T>& next, VersionPool& versions) {
    x = at;
    sparse_ = true;
    rows_.swap(next.rows);
    support_.swap(next.support);
    batch_ = next.batch;
    batch_.rows = rows_;
    next.clear();
    read_.resize(support_.size());
    versions.gather<T>(x, support_, read_);
  }

  void compute() override {
    out.resize(sparse_ ? support_.size() : objective_->size());
    loss = sparse_ ? objective_->sparse_gradient(read_, batch_, support_, out)
                   : objective_->gradient({x.values<const T>(), out.size()}, batch_, out);
  }

  // In place of compute(), for a dense one: to = from - rate * gradient in one pass, and the loss, but no values. Returns
  // whether every number in `to` is finite.
  bool descend(double rate, std::span<const T> from, std::span<T> to) {
    return objective_->descend({x.values<const T>(), to.size()}, batch_, rate, from, to, loss);
  }

  // Of a sparse one that has been computed: its values in all P coordinates from now on.
  void spread() {
    if (!std::exchange(sparse_, false))
      return;
    std::vector<T> all(objective_->size());
    for (std::size_t i = 0; i < support_.size(); ++i) all[support_[i]] = out[i];
    out = std::move(all);
  }

  bool sparse() const { return sparse_; }
  std::span<const std::uint32_t> support() const { return support_; }  // where `out` stands when sparse, ascending

  Version x;
  std::vector<T> out;  // (support), or (P)
  double loss = 0;
  bool stepped_along = false;  // by descend(): there are no values, unless it is submitted again

 private:
  const models::Objective<T>* objective_;
  models::Batch batch_;
  std::vector<std::uint32_t> rows_;
  bool sparse_ = false;
  std::vector<std::uint32_t> support_;
  std::vector<T> read_;  // x at the support
};

}  // namespace dawdle
