// What models made of layers share: options.
#pragma once

#include "models/networks/activation.hpp"
#include "models/networks/initial_weights.hpp"
#include "models/objectives/model_of.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace models {

// Dense layers, after whatever stands before them.
template <class Derived>
struct NetworkModel : ModelOf<Derived> {
  std::vector<std::int64_t> hidden;
  std::string activation = "relu";
  std::string initial = "he";
  double l2 = 0;

  explicit NetworkModel(std::vector<std::int64_t> default_hidden) : hidden(std::move(default_hidden)) {}

  template <class Fields>
  void describe_layers(Fields& fields, std::string_view about_hidden) {
    fields.integers("hidden", hidden, {.min = 1, .max = 1e6}, about_hidden);
    describe_activation(fields, activation);
    describe_initial_weights(fields, initial);
    fields.number("l2", l2, {.min = 0}, "Factor of the penalty l2/2 |W|^2 on all weights, part of the loss.");
  }
};

}  // namespace models
