// Every output sees every input: y = W x + b.
//
//   d loss / d W = sum over the batch of s x^T, d loss / d b = sum of s, d loss / d x = W^T s;  s = d loss / d y
//
// Parameters: W (outputs, inputs) row-major, then b (outputs).
#pragma once

#include "models/networks/layer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace models {

template <class T>
class Dense final : public Layer<T> {
 public:
  Dense(std::size_t inputs, std::size_t outputs, std::string initial)
      : Layer<T>(inputs, outputs), initial_(std::move(initial)) {}

  std::size_t weights() const override { return this->inputs() * this->outputs(); }
  std::size_t biases() const override { return this->outputs(); }
  void initialise(std::span<T> w, Stream& random) const override;
  void forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const override;
  void pass_back(GatheredRows<T> x, std::span<const T> w, std::span<const T> y, std::span<const T> slopes,
                 std::span<T> back) const override;
  void add_gradient(GatheredRows<T> x, std::span<const T> slopes, std::span<T> out) const override;
  bool step_along(GatheredRows<T> x, std::span<const T> slopes, double rate, std::span<const T> from,
                  std::span<T> out) const override;

 private:
  std::string initial_;
};

// Appends the layers of a perceptron: dense ones of these widths, each with its activation, and one of `outputs`.
template <class T>
void append_dense(Layers<T>& layers, std::size_t inputs, const std::vector<std::int64_t>& hidden, std::size_t outputs,
                  const std::string& activation, const std::string& initial);

}  // namespace models
