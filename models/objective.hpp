// What is minimised: f(x) = mean over samples of loss(x; sample), with its stochastic gradient.
#pragma once

#include "models/dataset.hpp"

#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// One figure of merit, e.g. "loss" or "accuracy".
struct Metric {
  std::string_view name;
  double value = 0;
};

// A layer as communication sees it: that much of the gradient, for that much of the work of the backward pass, which
// reaches the last layer first. Both count relative to those of the other layers.
struct LayerShape {
  double parameters;
  double work;
};

// An objective bound to its data, for parameters of type T. Immutable after construction: any thread may call it.
template <class T>
class Objective {
 public:
  virtual ~Objective() = default;

  // P, the number of parameters.
  virtual std::size_t size() const = 0;

  // Where each layer of the parameters ends, ascending; the last is P.
  virtual std::vector<std::size_t> layer_ends() const { return {size()}; }

  // The layers whose gradients are there one after another, in forward order; by default all is there at once.
  virtual std::vector<LayerShape> layers() const {
    return {{static_cast<double>(size()), static_cast<double>(size())}};
  }

  // How many workers it tells apart by Batch::worker; 0: all are alike to it, any number will do.
  virtual std::size_t workers() const { return 0; }

  // x is (P): the parameters every worker starts from.
  virtual void initialise(std::span<T> x) const = 0;

  // out is (P), overwritten with the mean over the batch of the gradient of the loss at x. Returns the mean loss
  // over the batch. Fixed order of summation: the same bytes on every thread and processor.
  virtual double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const = 0;

  // A gradient that is a sum over the samples of outer products may be kept as their factors, far fewer numbers than P,
  // and never be written down. How many numbers, for so many samples; 0: not here, or not for so many.
  virtual std::size_t factors(std::size_t /*samples*/) const { return 0; }
  // In place of gradient(): overwrites `factors`, (factors(batch.size)). REQUIRES, as what follows: that is not 0.
  virtual double factored_gradient(std::span<const T> /*x*/, const Batch&, std::span<T> /*factors*/) const {
    throw std::logic_error(kNoFactors);
  }
  // out is (P): the gradient, with the numbers of gradient() bit for bit.
  virtual void expand(std::span<const T> /*factors*/, const Batch&, std::span<T> /*out*/) const {
    throw std::logic_error(kNoFactors);
  }
  // out = from - rate * gradient: one step of plain SGD in one pass, with the numbers of gradient() and sgd_step() bit
  // for bit. `out` may be `from` itself. Returns whether every number in `out` is finite.
  virtual bool step_along(std::span<const T> /*factors*/, const Batch&, double /*rate*/, std::span<const T> /*from*/,
                          std::span<T> /*out*/) const {
    throw std::logic_error(kNoFactors);
  }

  // The coordinates of x that the gradient over the batch depends on, ascending; outside of them it is zero. Overwrites
  // `out`. By default all, which is always right.
  virtual void support(const Batch&, std::vector<std::uint32_t>& out) const {
    out.resize(size());
    std::iota(out.begin(), out.end(), 0u);
  }

  // Whether support() is small beside P, and sparse_gradient() offered.
  virtual bool is_sparse() const { return false; }

  // gradient() in the coordinates of `support`, which is support(batch), alone: x and out are (support.size()). The
  // same numbers, bit for bit, and nothing of size P.
  virtual double sparse_gradient(std::span<const T> /*x*/, const Batch&, std::span<const std::uint32_t> /*support*/,
                                 std::span<T> /*out*/) const {
    throw std::logic_error("an objective without sparse gradients was asked for one");
  }

  // Evaluation is a sum over rows, so that it can be cut into pieces: `sums` is (figures().size()), added to for rows
  // begin..end of `data`; the metric is sums[i] / rows (for objectives without data: one row).
  virtual std::vector<std::string_view> figures() const = 0;
  virtual std::size_t evaluation_rows(bool test) const = 0;  // 0: nothing to evaluate there
  virtual void evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                        std::span<double> sums) const = 0;

 private:
  static constexpr const char* kNoFactors = "an objective whose gradients have no factors was asked for them";
};

// Throws std::invalid_argument unless the objective is made for so many workers.
template <class T>
void require_workers(const Objective<T>& objective, std::size_t workers) {
  if (objective.workers() != 0 && objective.workers() != workers)
    throw std::invalid_argument("the model has functions for " + std::to_string(objective.workers()) +
                                " workers (per_worker), but there are " + std::to_string(workers));
}

// An objective as a scenario names it, not yet bound to data. Throws std::invalid_argument with a sentence that says
// what was expected and what was found when the data does not fit (no labels, too few classes, sparse not supported).
class Model {
 public:
  virtual ~Model() = default;
  virtual bool needs_data() const { return true; }
  virtual std::unique_ptr<Objective<float>> bind(std::shared_ptr<const Split<float>>, std::uint64_t seed) const = 0;
  virtual std::unique_ptr<Objective<double>> bind(std::shared_ptr<const Split<double>>, std::uint64_t seed) const = 0;
  // Flops of one sample's gradient given P, for the default compute time; multiply-adds count two.
  virtual double flops_per_sample(std::size_t parameters) const { return 6.0 * static_cast<double>(parameters); }
};

// Every concrete model also has
//   static constexpr std::string_view kind, summary;
//   template <class Fields> void describe(Fields& fields);   // its options, see sim/core/options.hpp
// and is listed in models/registry.hpp.

}  // namespace models
