#include "models/networks/network.hpp"

#include "models/aligned.hpp"
#include "models/objectives/losses.hpp"
#include "models/row_pointers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace models {

// A chunk of samples on its way through the layers: what each of them makes of it, and the slopes on the way back. Both
// stand in `factors`, the outputs of each layer one after the other, then their slopes likewise. Number is T, or const
// T for a pass that is over.
template <class T>
template <class Number>
class Network<T>::Pass {
 public:
  // REQUIRES: factors.size() >= network.pass_size(rows.size()).
  Pass(const Network& network, const Dataset<T>& data, Rows rows, std::span<Number> factors)
      : network_(network), data_(data), rows_(rows), features_(data, rows), factors_(factors) {}

  // Returns z, (rows, outputs of the last layer).
  std::span<T> forward(std::span<const T> x) const {
    for (std::size_t l = 0; l < network_.layers_.size(); ++l)
      network_.layers_[l]->forward(inputs(l).rows(), of_layer(l, x), outputs(l));
    return outputs(last());
  }

  // The slopes at all outputs, where each sample counts `mean`. Returns the sum of the losses.
  double back(std::span<const T> x, T mean) const {
    const std::span<T> z = slopes(last());
    std::ranges::copy(outputs(last()), z.begin());
    const double loss = network_.differentiate(data_, rows_, z);
    for (T& slope : z) slope *= mean;
    for (std::size_t l = last(); l > 0; --l)
      network_.layers_[l]->pass_back(inputs(l).rows(), of_layer(l, x), outputs(l), slopes(l), slopes(l - 1));
    return loss;
  }

  // Given these, adds the gradient to `out`.
  void add_gradient(std::span<T> out) const {
    for (std::size_t l = 0; l <= last(); ++l)
      network_.layers_[l]->add_gradient(inputs(l).rows(), slopes(l), of_layer(l, out));
  }

  // out = from - rate * gradient. Returns whether every number in `out` is finite.
  bool step_along(double rate, std::span<const T> from, std::span<T> out) const {
    bool finite = true;
    for (std::size_t l = 0; l <= last(); ++l)
      if (const auto next = of_layer(l, out); !next.empty())
        finite = network_.layers_[l]->step_along(inputs(l).rows(), slopes(l), rate, of_layer(l, from), next) && finite;
    return finite;
  }

 private:
  std::size_t last() const { return network_.layers_.size() - 1; }

  RowPointers<T> inputs(std::size_t layer) const {
    if (layer == 0)
      return features_;
    return {outputs(layer - 1).data(), rows_.size(), network_.layers_[layer]->inputs()};
  }

  std::span<Number> outputs(std::size_t layer) const {
    const std::size_t width = network_.layers_[layer]->outputs();
    return factors_.subspan(rows_.size() * (network_.value_ends_[layer] - width), rows_.size() * width);
  }
  std::span<Number> slopes(std::size_t layer) const {
    const std::span<Number> values = outputs(layer);
    return {values.data() + rows_.size() * network_.value_ends_.back(), values.size()};
  }

  template <class U>
  std::span<U> of_layer(std::size_t layer, std::span<U> all) const {
    const std::size_t begin = network_.begin_of(layer);
    return all.subspan(begin, network_.parameter_ends_[layer] - begin);
  }

  const Network& network_;
  const Dataset<T>& data_;
  Rows rows_;
  RowPointers<T> features_;  // of rows_
  std::span<Number> factors_;
};

namespace {

// Of a thread, kept: in the steady state nothing is allocated.
template <class T>
std::span<T> scratch(std::size_t size) {
  static thread_local AlignedVector<T> buffer;
  buffer.resize(std::max(buffer.size(), size));
  return buffer;
}

}  // namespace

template <class T>
std::size_t outputs_for(const Split<T>& data, std::string_view model) {
  if (data.train.n == 0)
    throw std::invalid_argument(fmt::format("{} needs at least one training sample, but the data have none", model));
  if (data.train.is_sparse())
    throw std::invalid_argument(fmt::format("{} needs dense features, but the data are sparse", model));
  if (data.train.classes == 1)
    throw std::invalid_argument(fmt::format("{} needs at least two classes, but the data have one", model));
  if (data.test.n > 0 && data.test.d != data.train.d)
    throw std::invalid_argument(fmt::format("expected {} features in the test set as in the training set, but found {}",
                                            data.train.d, data.test.d));
  return std::max<std::size_t>(data.train.classes, 1);
}

template <class T>
Network<T>::Network(std::shared_ptr<const Split<T>> data, Layers<T> layers, double l2, std::uint64_t seed)
    : data_(std::move(data)), layers_(std::move(layers)), l2_(l2), seed_(seed) {
  std::size_t parameters = 0, values = 0;
  for (const auto& layer : layers_) {
    parameter_ends_.push_back(parameters += layer->weights() + layer->biases());
    value_ends_.push_back(values += layer->outputs());
  }
}

template <class T>
std::vector<std::size_t> Network<T>::layer_ends() const {
  std::vector<std::size_t> ends;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    if (layers_[l]->weights() > 0) {
      ends.push_back(begin_of(l) + layers_[l]->weights());
      ends.push_back(parameter_ends_[l]);
    }
  return ends;
}

template <class T>
void Network<T>::initialise(std::span<T> x) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Stream random = stream(seed_, Purpose::initial, l);
    layers_[l]->initialise(x.subspan(begin_of(l), parameter_ends_[l] - begin_of(l)), random);
  }
}

template <class T>
double Network<T>::gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const {
  std::ranges::fill(out, T{0});
  const T mean = T{1} / static_cast<T>(batch.rows.size());
  double loss = 0;
  for (std::size_t begin = 0; begin < batch.rows.size(); begin += chunk_rows) {
    const Rows rows = batch.rows.subspan(begin, std::min(chunk_rows, batch.rows.size() - begin));
    const Pass<T> pass(*this, data_->train, rows, scratch<T>(pass_size(rows.size())));
    pass.forward(x);
    loss += pass.back(x, mean);
    pass.add_gradient(out);
  }
  if (l2_ > 0)
    for (std::size_t l = 0; l < layers_.size(); ++l)
      for (std::size_t i = begin_of(l); i < begin_of(l) + layers_[l]->weights(); ++i)
        out[i] += static_cast<T>(l2_) * x[i];
  return loss / static_cast<double>(batch.rows.size()) + penalty(x);
}

template <class T>
std::size_t Network<T>::factors(std::size_t samples) const {
  const std::size_t numbers = pass_size(samples);
  return l2_ == 0 && samples <= chunk_rows && numbers < size() ? numbers : 0;
}

template <class T>
double Network<T>::factored_gradient(std::span<const T> x, const Batch& batch, std::span<T> factors) const {
  const Pass<T> pass(*this, data_->train, batch.rows, factors);
  pass.forward(x);
  return pass.back(x, T{1} / static_cast<T>(batch.rows.size())) / static_cast<double>(batch.rows.size());
}

template <class T>
void Network<T>::expand(std::span<const T> factors, const Batch& batch, std::span<T> out) const {
  std::ranges::fill(out, T{0});
  Pass<const T>(*this, data_->train, batch.rows, factors).add_gradient(out);
}

template <class T>
bool Network<T>::step_along(std::span<const T> factors, const Batch& batch, double rate, std::span<const T> from,
                            std::span<T> out) const {
  return Pass<const T>(*this, data_->train, batch.rows, factors).step_along(rate, from, out);
}

template <class T>
std::vector<std::string_view> Network<T>::figures() const {
  return {"loss", data_->train.classes > 0 ? "accuracy" : "mse"};
}

template <class T>
void Network<T>::evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                          std::span<double> sums) const {
  const double regulariser = penalty(x);
  RowNumbers numbers;
  for (; begin < end; begin += chunk_rows) {
    const Rows rows = numbers.between(begin, std::min(begin + chunk_rows, end));
    const std::span<T> z = Pass<T>(*this, set(test), rows, scratch<T>(pass_size(rows.size()))).forward(x);
    if (set(test).classes > 0)
      sums[1] += static_cast<double>(count_correct<T>(set(test), rows, z));
    const double loss = differentiate(set(test), rows, z);
    if (set(test).classes == 0)
      sums[1] += 2 * loss;
    sums[0] += loss + static_cast<double>(rows.size()) * regulariser;
  }
}

template <class T>
double Network<T>::differentiate(const Dataset<T>& data, Rows rows, std::span<T> z) const {
  return data.classes > 0 ? differentiate_cross_entropy(data, rows, z) : differentiate_squares(data, rows, z) / 2;
}

template <class T>
double Network<T>::penalty(std::span<const T> x) const {
  if (l2_ == 0)
    return 0;
  double sum = 0;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    sum += static_cast<double>(squared_norm<T>(x.subspan(begin_of(l), layers_[l]->weights())));
  return l2_ / 2 * sum;
}

template class Network<float>;
template class Network<double>;
template std::size_t outputs_for(const Split<float>&, std::string_view);
template std::size_t outputs_for(const Split<double>&, std::string_view);

}  // namespace models
