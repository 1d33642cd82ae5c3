// Functions that are hard in a known way, with gradient noise; no data. For pictures of how an optimizer moves.
//
//   rosenbrock   sum over i < P of steepness (x_{i+1} - x_i^2)^2 + (1 - x_i)^2: a bent valley with its minimum, 0, at
//                (1, ..., 1). Rosenbrock, "An automatic method for finding the greatest or least value of a function",
//                The Computer Journal 3, 1960
//   himmelblau   (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima of value 0, at (3, 2) and near (-2.81, 3.13), (-3.78,
//                -3.28), (3.58, -1.85), four saddles and a maximum. Himmelblau, "Applied Nonlinear Programming", 1972
//
// Parameters: x (P). Figures: loss is f(x); x_0 and x_1 are the first two coordinates. Noise is that of the quadratic,
// models/objectives/gradient_noise.hpp.
#pragma once

#include "models/objectives/model_of.hpp"

#include <vector>

namespace models {

struct Rosenbrock : ModelOf<Rosenbrock> {
  static constexpr std::string_view kind = "rosenbrock";
  static constexpr std::string_view summary = "Rosenbrock's bent valley with Gaussian gradient noise; no data";

  std::vector<double> initial{-1.2, 1};
  double steepness = 100;
  double noise = 0;

  template <class Fields>
  void describe(Fields& fields) {
    fields.numbers("initial", initial, {}, "Parameters at the start, two or more; their number is P.");
    fields.number("steepness", steepness, {.above = 0}, "Factor of the walls of the valley.");
    fields.number("noise", noise, {.min = 0}, "Standard deviation of the gradient of one sample, in each coordinate.");
    if (initial.size() < 2)
      fields.complain("initial", "two numbers or more");
  }

  bool needs_data() const override { return false; }
  double flops_per_sample(std::size_t parameters) const override { return 12.0 * static_cast<double>(parameters); }

  // Throws std::invalid_argument for another number of initial parameters.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

struct Himmelblau : ModelOf<Himmelblau> {
  static constexpr std::string_view kind = "himmelblau";
  static constexpr std::string_view summary = "Himmelblau's four minima with Gaussian gradient noise; no data";

  std::vector<double> initial{0, 0};
  double noise = 0;

  template <class Fields>
  void describe(Fields& fields) {
    fields.numbers("initial", initial, {}, "The two parameters at the start.");
    fields.number("noise", noise, {.min = 0}, "Standard deviation of the gradient of one sample, in each coordinate.");
    if (initial.size() != 2)
      fields.complain("initial", "two numbers");
  }

  bool needs_data() const override { return false; }
  double flops_per_sample(std::size_t) const override { return 20; }

  // Throws std::invalid_argument for another number of initial parameters.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
