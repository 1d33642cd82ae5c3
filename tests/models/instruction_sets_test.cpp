// Whole training runs on every instruction set this processor has.
#include "tests/models/instruction_sets.hpp"
#include "models/registry.hpp"
#include "tests/models/objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

// The models that are trained, of each kind in the registry: as it stands, or smaller, or with each of its words.
template <class M>
std::vector<M> variants(const M& model) {
  return {model};
}

std::vector<Mlp> variants(const Mlp&) {
  std::vector<Mlp> out(3);
  const std::string words[] = {"relu", "tanh", "gelu"};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].activation = words[i];
    out[i].hidden = {33, 10};
  }
  return out;
}

std::vector<Convnet> variants(Convnet small) {
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
std::unique_ptr<Objective<T>> bound(const Model& model) {
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
std::vector<double> train(const Objective<T>& f, const Sgd& sgd) {
  const auto state = sgd.state<T>(f.layer_ends());
  std::vector<T> x(f.size()), gradient(f.size());
  std::vector<std::uint32_t> rows(kBatch);
  std::vector<double> out;
  f.initialise(x);
  for (std::uint32_t step = 0; step < 200; ++step) {
    for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = (step * kBatch + i) * 37 % 100;
    out.push_back(f.gradient(x, batch_of(rows, kBatch * step), gradient));
    REQUIRE(state->step(x, gradient, 1e-3, x));
  }
  out.insert(out.end(), x.begin(), x.end());
  return out;
}

// The same without momentum by the factors of gradients, in place or not.
template <class T>
std::vector<double> descend(const Objective<T>& f, bool in_place) {
  std::vector<T> x(f.size()), other(f.size()), gradient(f.size()), factors(f.factors(kBatch));
  std::vector<std::uint32_t> rows(kBatch);
  std::vector<double> out;
  f.initialise(x);
  for (std::uint32_t step = 0; step < 200; ++step) {
    for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = (step * kBatch + i) * 37 % 100;
    const Batch batch = batch_of(rows, kBatch * step);
    out.push_back(f.factored_gradient(x, batch, factors));
    f.gradient(x, batch, gradient);
    f.expand(factors, batch, other);
    REQUIRE(other == gradient);
    REQUIRE(f.step_along(factors, batch, 1e-3, x, in_place ? x : other));
    if (!in_place)
      x.swap(other);
  }
  out.insert(out.end(), x.begin(), x.end());
  return out;
}

template <class T>
void check(const Model& model) {
  const auto f = bound<T>(model);
  for (const double momentum : {0.0, 0.9}) {
    Sgd sgd;
    sgd.momentum = momentum;
    std::vector<double> expected;
    for (const InstructionSet set : available_instruction_sets()) {
      INFO("instruction set ", static_cast<int>(set), ", momentum ", momentum);
      const OnInstructionSet narrowed(set);
      const std::vector<double> found = train(*f, sgd);
      CHECK(found.front() != found[199]);
      if (expected.empty())
        expected = found;
      CHECK(found == expected);
      if (momentum == 0 && f->factors(kBatch) > 0)
        for (const bool in_place : {false, true}) CHECK(descend(*f, in_place) == expected);
    }
  }
}

}  // namespace

TEST_CASE("200 steps of training have the same bytes on every instruction set, whatever the model") {
  const auto check_kind = [](const auto& model) {
    INFO(model.kind);
    for (const auto& variant : variants(model)) {
      check<float>(variant);
      check<double>(variant);
    }
  };
  std::apply([&](const auto&... model) { (check_kind(model), ...); }, Models());
}

TEST_CASE("linear models and perceptrons offer the factors of a gradient, unless there is a penalty") {
  const auto factors = [](const Model& model) { return bound<double>(model)->factors(kBatch); };
  SoftmaxRegression softmax;
  CHECK(factors(LinearRegression()) == kBatch);
  CHECK(factors(softmax) == kBatch * 5);
  CHECK(factors(variants(Mlp()).front()) == 2 * kBatch * (33 + 33 + 10 + 10 + 5));
  softmax.l2 = 0.1;
  CHECK(factors(softmax) == 0);
}

TEST_CASE("what a test narrows the instruction set to is what runs, and comes back") {
  const InstructionSet best = best_instruction_set();
  {
    const OnInstructionSet narrowed(InstructionSet::baseline);
    CHECK(best_instruction_set() == InstructionSet::baseline);
  }
  CHECK(best_instruction_set() == best);
}
