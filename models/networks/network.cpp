#include "models/networks/network.hpp"

#include "models/objectives/losses.hpp"
#include "models/row_pointers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace models {

// A chunk of samples on its way through the layers: what each of them made of it, and the slopes on the way back.
template <class T>
class Network<T>::Pass {
 public:
  Pass(const Network& network, std::span<const T> parameters) : network_(network), parameters_(parameters) {}

  // Returns z, (rows, outputs of the last layer), to be replaced by its slopes before backward().
  std::span<T> forward(const Dataset<T>& data, Rows rows) {
    rows_ = rows;
    features_.emplace(data, rows);
    for (std::vector<T>* buffer : {&values_, &slopes_, &back_})
      buffer->resize(rows.size() * (buffer == &values_ ? network_.value_ends_.back() : network_.widest_));
    for (std::size_t l = 0; l < network_.layers_.size(); ++l)
      network_.layers_[l]->forward(inputs(l).rows(), of_layer<const T>(l, parameters_), outputs(l));
    return outputs(network_.layers_.size() - 1);
  }

  // The same for training samples, each of which counts `mean`; then backward() or descend(). Returns their losses' sum.
  double forward_to_slopes(Rows rows, T mean) {
    const std::span<T> z = forward(network_.data_->train, rows);
    const double loss = network_.differentiate(network_.data_->train, rows, z);
    for (T& slope : z) slope *= mean;
    return loss;
  }

  // Adds the gradient to `out`.
  void backward(std::span<T> out) {
    from_last_to_first([&](std::size_t l, const Layer<T>& layer, std::span<T> slopes, std::span<T> back) {
      layer.backward(inputs(l).rows(), of_layer<const T>(l, parameters_), outputs(l), slopes, back, of_layer(l, out));
    });
  }

  // out = from - rate * gradient, layer by layer. Returns whether every number in `out` is finite.
  bool descend(double rate, std::span<const T> from, std::span<T> out) {
    bool finite = true;
    from_last_to_first([&](std::size_t l, const Layer<T>& layer, std::span<T> slopes, std::span<T> back) {
      finite = layer.descend(inputs(l).rows(), of_layer<const T>(l, parameters_), outputs(l), slopes, back, rate,
                             of_layer(l, from), of_layer(l, out)) &&
               finite;
    });
    return finite;
  }

 private:
  // step(l, layer, slopes, back): the slopes of its outputs, and where those of its inputs belong; the first has none.
  template <class Step>
  void from_last_to_first(Step step) {
    const std::size_t last = network_.layers_.size() - 1;
    std::ranges::copy(outputs(last), slopes_.begin());
    for (std::size_t l = last + 1; l-- > 0;) {
      const Layer<T>& layer = *network_.layers_[l];
      step(l, layer, std::span(slopes_).first(rows_.size() * layer.outputs()),
           std::span(back_).first(l == 0 ? 0 : rows_.size() * layer.inputs()));
      slopes_.swap(back_);
    }
  }

  RowPointers<T> inputs(std::size_t layer) const {
    if (layer == 0)
      return *features_;
    return {outputs(layer - 1).data(), rows_.size(), network_.layers_[layer]->inputs()};
  }

  std::span<T> outputs(std::size_t layer) const {
    const std::size_t width = network_.layers_[layer]->outputs();
    return std::span(values_).subspan(rows_.size() * (network_.value_ends_[layer] - width), rows_.size() * width);
  }

  template <class U>
  std::span<U> of_layer(std::size_t layer, std::span<U> all) const {
    const std::size_t begin = network_.begin_of(layer);
    return all.subspan(begin, network_.parameter_ends_[layer] - begin);
  }

  const Network& network_;
  std::span<const T> parameters_;
  Rows rows_;
  std::optional<RowPointers<T>> features_;  // of rows_
  // A thread's own, kept: in the steady state nothing is allocated.
  static thread_local std::vector<T> values_, slopes_, back_;
};

template <class T>
thread_local std::vector<T> Network<T>::Pass::values_;
template <class T>
thread_local std::vector<T> Network<T>::Pass::slopes_;
template <class T>
thread_local std::vector<T> Network<T>::Pass::back_;

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
    widest_ = std::max(widest_, layer->outputs());
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
  Pass pass(*this, x);
  double loss = 0;
  for (std::size_t begin = 0; begin < batch.rows.size(); begin += chunk_rows) {
    loss += pass.forward_to_slopes(batch.rows.subspan(begin, std::min(chunk_rows, batch.rows.size() - begin)), mean);
    pass.backward(out);
  }
  if (l2_ > 0)
    for (std::size_t l = 0; l < layers_.size(); ++l)
      for (std::size_t i = begin_of(l); i < begin_of(l) + layers_[l]->weights(); ++i)
        out[i] += static_cast<T>(l2_) * x[i];
  return loss / static_cast<double>(batch.rows.size()) + penalty(x);
}

template <class T>
bool Network<T>::descend(std::span<const T> x, const Batch& batch, double rate, std::span<const T> from,
                         std::span<T> out, double& loss) const {
  const std::size_t size = batch.rows.size();
  if (l2_ > 0 || size > chunk_rows)
    return Objective<T>::descend(x, batch, rate, from, out, loss);
  Pass pass(*this, x);
  loss = pass.forward_to_slopes(batch.rows, T{1} / static_cast<T>(size)) / static_cast<double>(size);
  return pass.descend(rate, from, out);
}

template <class T>
std::vector<std::string_view> Network<T>::figures() const {
  return {"loss", data_->train.classes > 0 ? "accuracy" : "mse"};
}

template <class T>
void Network<T>::evaluate(std::span<const T> x, bool test, std::size_t begin, std::size_t end,
                          std::span<double> sums) const {
  const double regulariser = penalty(x);
  Pass pass(*this, x);
  RowNumbers numbers;
  for (; begin < end; begin += chunk_rows) {
    const Rows rows = numbers.between(begin, std::min(begin + chunk_rows, end));
    const std::span<T> z = pass.forward(set(test), rows);
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
