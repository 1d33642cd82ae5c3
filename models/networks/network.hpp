// A feed-forward network of layers, one after the other, trained by backpropagation (Rumelhart, Hinton & Williams
// 1986).
//
//   labels 0 .. C-1:  z is (C), loss = mean of -log softmax(z)_y,    d loss / d z = softmax(z) - onehot(y)
//   real targets:     z is (1), loss = mean of (z - y)^2 / 2,        d loss / d z = z - y
//   both plus l2/2 |W|^2 over the weights of all layers, not the biases (in every loss reported)
//
// Parameters: those of each layer in order. Figures: loss and, with labels, accuracy; with targets mse, the mean of
// (z - y)^2. Features are dense.
#pragma once

#include "models/networks/layer.hpp"
#include "models/objective.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace models {

// How many outputs a network on these data needs: a logit a class, or one number. Throws std::invalid_argument, naming
// the model, when there is no training sample, only one class, or the features are sparse.
template <class T>
std::size_t outputs_for(const Split<T>& data, std::string_view model);

template <class T>
class Network final : public Objective<T> {
 public:
  // The first layer has data->train.d inputs, each other one as many as the one before has outputs, the last
  // outputs_for(*data).
  Network(std::shared_ptr<const Split<T>> data, Layers<T> layers, double l2, std::uint64_t seed);

  std::size_t size() const override { return parameter_ends_.back(); }
  std::vector<std::size_t> layer_ends() const override;  // each W and each b ends one
  // Those with parameters; work in multiply-adds of a sample: each weight counts once for each place it is applied to.
  std::vector<LayerShape> layers() const override {
    std::vector<LayerShape> shapes;
    for (const auto& layer : layers_)
      if (const auto weights = static_cast<double>(layer->weights()); weights > 0) {
        const auto biases = static_cast<double>(layer->biases());
        shapes.push_back({weights + biases, weights * static_cast<double>(layer->outputs()) / biases});
      }
    return shapes;
  }
  void initialise(std::span<T> x) const override;
  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override;
  // What each layer made of the samples, and d mean / d of that: without a penalty, for as many samples as stay in the
  // cache, where it is less than P.
  std::size_t factors(std::size_t samples) const override;
  double factored_gradient(std::span<const T> x, const Batch& batch, std::span<T> factors) const override;
  void expand(std::span<const T> factors, const Batch& batch, std::span<T> out) const override;
  bool step_along(std::span<const T> factors, const Batch& batch, double rate, std::span<const T> from,
                  std::span<T> out) const override;
  std::vector<std::string_view> figures() const override;
  std::size_t evaluation_rows(bool test) const override { return set(test).n; }
  void evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                std::span<double> sums) const override;

 private:
  using Rows = std::span<const std::uint32_t>;
  template <class Number>
  class Pass;

  const Dataset<T>& set(bool test) const { return test ? data_->test : data_->train; }
  // Numbers that a pass of so many samples makes.
  std::size_t pass_size(std::size_t samples) const { return 2 * samples * value_ends_.back(); }
  std::size_t begin_of(std::size_t layer) const { return layer == 0 ? 0 : parameter_ends_[layer - 1]; }
  double differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const;
  double penalty(std::span<const T> x) const;

  std::shared_ptr<const Split<T>> data_;
  Layers<T> layers_;
  double l2_;
  std::uint64_t seed_;
  std::vector<std::size_t> parameter_ends_;  // a layer each
  std::vector<std::size_t> value_ends_;      // of the outputs of each layer, when they stand one after the other
};

}  // namespace models
