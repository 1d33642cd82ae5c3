// Whole training runs on every instruction set this processor has.
#include "tests/models/instruction_sets.hpp"
#include "tests/models/training_runs.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

// train() without momentum by the factors of gradients, in place or not.
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
  for_each_variant([](std::string_view kind, const Model& model) {
    INFO(kind);
    check<float>(model);
    check<double>(model);
  });
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
