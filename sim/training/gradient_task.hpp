// A gradient as a piece of work: dense, over the few coordinates that its samples touch, or in factors.
#pragma once

#include "models/aligned.hpp"
#include "models/objective.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/sampler.hpp"
#include "sim/training/version.hpp"

#include <algorithm>
#include <atomic>
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

// Which numbers stand for a gradient.
enum class GradientForm {
  dense,     // all P
  sparse,    // those of its support
  factored,  // see models::Objective
};

// How much memory gradients may take that nobody had to write down.
struct SpareMemory {
  static constexpr std::size_t most = 16 << 20;
  std::atomic<std::size_t> bytes{0};
};

// Kept for another gradient when this one is over.
template <class T>
class GradientTask final : public Work {
 public:
  // Each sample has so many features.
  GradientTask(const models::Objective<T>& objective, std::size_t features, const Pool& pool, SpareMemory& spare)
      : objective_(&objective), features_(features), pool_(&pool), spare_(&spare) {}

  // Dense, or factored where that is wanted and can be had.
  void begin(const Version& at, Sampler& sampler, int worker, std::uint64_t step, bool factored) {
    x = at;
    batch_ = sampler.batch(worker, step, rows_);
    size_ = factored ? objective_->factors(batch_.size) : 0;
    computed_as_ = size_ > 0 ? GradientForm::factored : GradientForm::dense;
    if (size_ == 0)
      size_ = objective_->size();
    begin_again();
  }
  // The clock's thread reads what the gradient needs of `at`, which may change then.
  void begin_sparse(const Version& at, PreparedGradient<T>& next, VersionPool& versions) {
    x = at;
    computed_as_ = GradientForm::sparse;
    rows_.swap(next.rows);
    support_.swap(next.support);
    batch_ = next.batch;
    batch_.rows = rows_;
    next.clear();
    size_ = support_.size();
    read_.resize(size_);
    versions.gather<T>(x, support_, read_);
    begin_again();
  }
  // From the clock's thread, which reads form() before the gradient is computed.
  void begin_again() { form_ = computed_as_; }
  // Nobody needs it any more.
  void end() {
    x = Version();
    stepped_along = false;
    spare_->bytes -= std::exchange(expanded_bytes_, 0);
  }

  // On several threads this is done ahead of the step, whose factors would then read the samples anew: all P numbers
  // are written down where that is less to read, or a thread has nothing better to do. They are the same numbers.
  void compute() override {
    compute_alone();
    if (form_ != GradientForm::factored || pool_->threads() == 1)
      return;
    const bool less_to_read = objective_->size() <= batch_.size * features_;
    if ((less_to_read || pool_->nothing_waits()) && spare_memory())
      spread();
  }

  void compute_alone() {
    out.resize(size_);
    const std::span<const T> whole{x.values<const T>(), form_ == GradientForm::sparse ? 0 : objective_->size()};
    if (form_ == GradientForm::sparse)
      loss = objective_->sparse_gradient(read_, batch_, support_, out);
    else if (form_ == GradientForm::dense)
      loss = objective_->gradient(whole, batch_, out);
    else
      loss = objective_->factored_gradient(whole, batch_, out);
  }

  // Of one that has been computed: its values in all P coordinates from now on.
  void spread() {
    if (form_ == GradientForm::dense)
      return;
    other_.resize(objective_->size());
    if (form_ == GradientForm::factored) {
      objective_->expand(out, batch_, other_);
    } else {
      std::ranges::fill(other_, T{0});
      for (std::size_t i = 0; i < support_.size(); ++i) other_[support_[i]] = out[i];
    }
    out.swap(other_);
    form_ = GradientForm::dense;
  }

  // Of a factored one that has been computed: to = from - rate * gradient. Whether every number there is finite.
  bool step_along(double rate, std::span<const T> from, std::span<T> to) const {
    return objective_->step_along(out, batch_, rate, from, to);
  }

  GradientForm form() const { return form_; }
  std::span<const std::uint32_t> support() const { return support_; }  // where `out` stands when sparse, ascending

  Version x;
  models::AlignedVector<T> out;  // as form() says
  double loss = 0;
  bool stepped_along = false;  // computed for a step alone: `out` is gone, unless it is submitted again

 private:
  bool spare_memory() {
    const std::size_t bytes = objective_->size() * sizeof(T);
    if (spare_->bytes.fetch_add(bytes) + bytes > SpareMemory::most) {
      spare_->bytes -= bytes;
      return false;
    }
    expanded_bytes_ += bytes;
    return true;
  }

  const models::Objective<T>* objective_;
  std::size_t features_;
  const Pool* pool_;
  SpareMemory* spare_;
  models::Batch batch_;
  std::vector<std::uint32_t> rows_;
  GradientForm computed_as_ = GradientForm::dense;
  std::size_t size_ = 0;                     // of `out` then
  GradientForm form_ = GradientForm::dense;  // of `out` now, or when it will have been computed
  std::size_t expanded_bytes_ = 0;
  std::vector<std::uint32_t> support_;
  std::vector<T> read_;             // x at the support
  models::AlignedVector<T> other_;  // kept for another form of `out`
};

}  // namespace dawdle
