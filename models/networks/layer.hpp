// A layer of a feed-forward network: a function of its inputs and of its own parameters, with both derivatives.
//
// x is (B, inputs), y is (B, outputs), w is (weights + biases); B is at most chunk_rows, see models/row_pointers.hpp.
#pragma once

#include "models/kernels.hpp"
#include "models/random.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace models {

template <class T>
class Layer {
 public:
  Layer(std::size_t inputs, std::size_t outputs) : inputs_(inputs), outputs_(outputs) {}
  virtual ~Layer() = default;

  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_; }

  // Of its W, on which the L2 penalty is, and of its b, which follows; both 0 for a layer without parameters.
  virtual std::size_t weights() const { return 0; }
  virtual std::size_t biases() const { return 0; }
  virtual void initialise(std::span<T> /*w*/, Stream& /*random*/) const {}

  // Overwrites y.
  virtual void forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const = 0;

  // The way back, given `slopes` = d loss / d y; y is what forward() made of x. Overwrites `back` with d loss / d x.
  virtual void pass_back(GatheredRows<T> x, std::span<const T> w, std::span<const T> y, std::span<const T> slopes,
                         std::span<T> back) const = 0;

  // Adds d loss / d w to `out`.
  virtual void add_gradient(GatheredRows<T> /*x*/, std::span<const T> /*slopes*/, std::span<T> /*out*/) const {}

  // out = from - rate * d loss / d w, of this layer's parameters: the numbers of add_gradient() into zeros and
  // sgd_step(), bit for bit. `out` may be `from` itself. Returns whether every number in `out` is finite.
  virtual bool step_along(GatheredRows<T> x, std::span<const T> slopes, double rate, std::span<const T> from,
                          std::span<T> out) const {
    static thread_local std::vector<T> gradient;  // kept: in the steady state nothing is allocated
    gradient.assign(out.size(), T{0});
    add_gradient(x, slopes, gradient);
    return sgd_step<T>({.learning_rate = rate}, from, gradient, {}, out);
  }

 private:
  std::size_t inputs_, outputs_;
};

template <class T>
using Layers = std::vector<std::unique_ptr<const Layer<T>>>;

}  // namespace models
