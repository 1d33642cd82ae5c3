// 200 steps of SGD with every model in the registry, on data made here.
#pragma once

#include "models/registry.hpp"
#include "tests/models/generated_data.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace models_test {

using models::Objective;

// The models that are trained, of each kind in the registry: as it stands, or smaller, or with each of its words.
template <class M>
std::vector<M> variants(const M& model) {
  return {model};
}

inline std::vector<models::Mlp> variants(const models::Mlp&) {
  std::vector<models::Mlp> out(3);
  const std::string words[] = {"relu", "tanh", "gelu"};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].activation = words[i];
    out[i].hidden = {33, 10};
  }
  return out;
}

inline std::vector<models::Convnet> variants(models::Convnet small) {
  small.height = small.width = 7;
  small.filters = {5};
  small.filter_side = 2;
  small.hidden = {17};
  return {small};
}

template <class T>
Dataset<T> rounded(const Dataset<double>& from) {
  Dataset<T> to = shaped<T>(from.n, from.d, from.classes);
  to.dense.assign(from.dense.begin(), from.dense.end());
  to.target.assign(from.target.begin(), from.target.end());
  to.label = from.label;
  to.sparse.begin = from.sparse.begin;
  to.sparse.column = from.sparse.column;
  to.sparse.value.assign(from.sparse.value.begin(), from.sparse.value.end());
  return to;
}

// The first of a few data sets, of images or ratings, that the model takes.
template <class T>
std::unique_ptr<Objective<T>> bound(const models::Model& model) {
  for (const Dataset<double>& data :
       {dense_data(100, 49, 5), dense_data(100, 49, 2), dense_data(100, 49, 0), all_ratings(10, 10, uniform(100, 3))})
    try {
      return model.bind(split(rounded<T>(data)), 1);
    } catch (const std::invalid_argument&) {  // not these data
    }
  throw std::logic_error("no data set for this model");
}

// Few enough for networks of this size to have factors.
constexpr std::uint32_t kBatch = 10;

// The losses on the way and the parameters after 200 steps.
template <class T>
std::vector<double> train(const Objective<T>& f, const models::Sgd& sgd) {
  const auto state = sgd.state<T>(f.layer_ends());
  std::vector<T> x(f.size()), gradient(f.size());
  std::vector<std::uint32_t> rows(kBatch);
  std::vector<double> out;
  f.initialise(x);
  for (std::uint32_t step = 0; step < 200; ++step) {
    for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = (step * kBatch + i) * 37 % 100;
    out.push_back(f.gradient(x, batch_of(rows, kBatch * step), gradient));
    if (!state->step(x, gradient, 1e-3, x))
      throw std::runtime_error("diverged");
  }
  out.insert(out.end(), x.begin(), x.end());
  return out;
}

// Calls f(kind, model) for each variant of each model.
template <class F>
void for_each_variant(F f) {
  const auto of_kind = [&f](const auto& model) {
    for (const auto& variant : variants(model)) f(std::string_view(model.kind), variant);
  };
  std::apply([&](const auto&... model) { (of_kind(model), ...); }, models::Models());
}

}  // namespace models_test
