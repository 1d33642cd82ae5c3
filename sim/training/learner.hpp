// The mathematics of a run, behind one seam: versions of the parameters in, versions out, arithmetic on the pool.
//
// The clock's side says which version and which samples; what is computed is a pure function of those, so it may be
// computed whenever and wherever, as long as it is there when its value is needed: to apply it or to evaluate it.
#pragma once

#include "models/compressor.hpp"
#include "models/delay_compensation.hpp"
#include "models/objective.hpp"
#include "models/optimizers/sgd.hpp"
#include "models/sparsity.hpp"
#include "sim/collectives/plan.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/sampler.hpp"
#include "sim/training/shared_memory.hpp"
#include "sim/training/version.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

class Learner;

// A gradient of one worker: on the clock's side what it was computed from, on the other side a piece of work.
class Gradient {
 public:
  Gradient() = default;
  Gradient(int by, std::uint64_t at, std::size_t of) : worker(by), version(at), samples(of) {}
  Gradient(Gradient&& o) noexcept : Gradient() { swap(o); }
  Gradient& operator=(Gradient&& o) noexcept {
    Gradient taken(std::move(o));
    swap(taken);
    return *this;
  }
  ~Gradient() { drop(); }

  // What it was computed from; its values are given up.
  Gradient without_values() {
    drop();
    Gradient same(worker, version, samples);
    same.parts = parts;
    same.number = number;
    same.nonzeros = nonzeros;
    return same;
  }

  // The other is part of it from now on.
  void join(const Gradient& other) {
    samples += other.samples;
    parts += other.parts;
  }

  int worker = 0;
  std::uint64_t version = 0;              // number of the version it was computed at
  std::size_t samples = 0;                // in its batch, or in all its parts
  std::size_t parts = 1;                  // gradients of which it is the sum
  std::uint64_t number = 0;               // of its worker's, from 1 on; of a sum, its first part's
  std::optional<std::size_t> nonzeros{};  // that it may have, if they are few of many and kept alone; none: it is dense

 private:
  template <class T>
  friend class RealLearner;
  void swap(Gradient& o) noexcept;
  void drop() noexcept;
  Learner* learner_ = nullptr;
  std::size_t slot_ = 0;
};

enum class Reduce { mean, sum };

// A piece of the parameters: of so many equal pieces, this one. All of them by default.
struct Fragment {
  std::size_t index = 0;
  std::size_t of = 1;
};

// factor * x, in a sum.
struct Term {
  double factor;
  Version x;
};

// An optimizer with what it remembers between its steps: a server has one, each worker that steps by itself another.
class Stepper {
 public:
  virtual ~Stepper() = default;

  // The version after x: one step along the mean (or sum) of the gradients, which are added up from left to right, or,
  // given a plan for so many ranks, as its rank 0 gets the sum. Waits for them.
  virtual Version step(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order,
                       double learning_rate) = 0;
  // One step along a direction that is a vector of parameters itself (a pseudo-gradient).
  virtual Version step(const Version& x, const Version& direction, double learning_rate) = 0;
};

class Learner {
 public:
  virtual ~Learner() = default;

  // P, and the bytes of one of them.
  virtual std::size_t parameters() const = 0;
  virtual std::size_t scalar_bytes() const = 0;

  // In which the gradient comes to be, see models/objective.hpp; none without mathematics.
  virtual std::vector<models::LayerShape> layers() const { return {}; }

  virtual Version initial() = 0;

  // Whether gradients are sparse: a step then costs their non-zeros, and a worker reads no other parameters.
  virtual bool is_sparse() const { return false; }
  // How many parameters the worker's step-th gradient reads, and may change. REQUIRES: is_sparse().
  virtual std::size_t support(int /*worker*/, std::uint64_t /*step*/) { return 0; }

  // Worker's step-th gradient, at x; queued, not computed here.
  virtual Gradient gradient(int worker, std::uint64_t step, const Version& x) = 0;

  // The scenario's optimizer, or another one, at rest. It steps its fragment of the parameters and leaves the others
  // as they are. It must not outlive the learner.
  virtual std::unique_ptr<Stepper> stepper(const models::Optimizer* other = nullptr, Fragment fragment = {}) = 0;

  // What a gradient is, and what may be done to it before it is applied. Each waits for its values.
  virtual double loss(Gradient& g) = 0;  // at its version, mean over its batch; NaN without mathematics
  virtual double norm(Gradient& g) = 0;  // Euclidean
  virtual void scale(Gradient& g, double factor) = 0;
  virtual void add(Gradient& sum, Gradient& next) = 0;  // sum += next, of the same worker
  // For a gradient that was computed at an older version than `now`, see models/delay_compensation.hpp.
  virtual void compensate(Gradient& g, const Version& now, models::DelayCompensation& rule) = 0;

  // Makes of it what arrives when its worker sends it: with that worker's own momentum, and compressed.
  virtual void pack(Gradient& g) = 0;

  // Sum of the terms, left to right, as version `number`.
  virtual Version combine(std::uint64_t number, std::span<const Term> terms) = 0;
  // x, but in one fragment `piece`.
  virtual Version splice(const Version& x, const Version& piece, Fragment fragment) = 0;
  // |a - b|^2
  virtual double squared_distance(const Version& a, const Version& b) = 0;

  // Parameters at x_0 for so many cores, see shared_memory.hpp; nothing without mathematics. Must not outlive the
  // learner.
  virtual std::unique_ptr<SharedMemory> shared_memory(int cores) = 0;

  // Of the training set; nothing without one.
  virtual std::optional<models::Sparsity> sparsity() const = 0;

  // Whether a number stopped being finite in any step.
  bool diverged() const { return diverged_; }

  // Names of the figures of an evaluation: "train_loss", "test_accuracy", ...
  const std::vector<std::string>& figures() const { return figures_; }
  // Writes figures().size() numbers to `out`, at settle() at the latest; `out` must stay where it is until then.
  virtual void evaluate(const Version& x, double* out) = 0;
  virtual void settle() = 0;

  // Bytes of parameter versions, live at once at most.
  virtual std::size_t version_bytes() const = 0;

 protected:
  friend class Gradient;
  virtual void forget(std::size_t) noexcept {}
  bool diverged_ = false;
  std::vector<std::string> figures_;
};

inline void Gradient::swap(Gradient& o) noexcept {
  std::swap(worker, o.worker);
  std::swap(version, o.version);
  std::swap(samples, o.samples);
  std::swap(parts, o.parts);
  std::swap(number, o.number);
  std::swap(nonzeros, o.nonzeros);
  std::swap(learner_, o.learner_);
  std::swap(slot_, o.slot_);
}

inline void Gradient::drop() noexcept {
  if (learner_)
    std::exchange(learner_, nullptr)->forget(slot_);
}

// Time alone: versions are numbers, gradients have no values ("model": {"kind": "none"}).
std::unique_ptr<Learner> timing_only(std::size_t batch);

// Everything the mathematics of a run is made of; T is float or double.
template <class T>
struct LearnerParts {
  std::shared_ptr<const models::Split<T>> data;
  const models::Model& model;
  const models::Optimizer& optimizer;
  const SamplingOptions& sampling;
  std::uint64_t seed = 0;
  int workers = 1;
  std::size_t batch = 1;
  std::size_t train_rows = 0;                      // rows of the training set an evaluation looks at; 0: all
  const models::Sgd* worker_momentum = nullptr;    // of this each worker keeps its own, before it sends
  const models::Compressor* compressor = nullptr;  // of what is sent; null: none
  bool only_adds_up = false;                       // see Strategy
};

// Throws std::invalid_argument when the model and the data do not fit.
template <class T>
std::unique_ptr<Learner> real_learner(const LearnerParts<T>& parts, Pool& pool);

}  // namespace dawdle
