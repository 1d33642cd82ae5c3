// A quadratic bowl with gradient noise: the objective whose SGD dynamics are known in closed form.
//
//   f(x) = 1/2 sum over i of lambda_i (x_i - x*_i)^2
//   gradient over a batch of B = lambda_i (x_i - x*_i) + sigma (mean of B standard normals)
//
// The noise of sample n in coordinate i is a pure function of (seed, n, i), so P workers with batches of B see,
// together, what one worker with a batch of PB sees. No data. Figures: loss is f(x), mean_x the mean of the x_i.
#pragma once

#include "models/objectives/model_of.hpp"

#include <optional>

namespace models {

struct Quadratic : ModelOf<Quadratic> {
  static constexpr std::string_view kind = "quadratic";
  static constexpr std::string_view summary = "1/2 sum lambda_i (x_i - x*_i)^2 with Gaussian gradient noise; no data";

  // Each list has one value for every coordinate, or a lone value for all of them.
  std::vector<double> curvature{1};       // lambda
  std::optional<std::int64_t> dimension;  // default: the length of the longest list
  double noise = 0;                       // sigma
  std::vector<double> initial{1};         // x_0
  std::vector<double> optimum{0};         // x*

  template <class Fields>
  void describe(Fields& fields) {
    fields.numbers("curvature", curvature, {}, "Second derivative of each coordinate, or one for all.");
    fields.integer("dimension", dimension, {.min = 1}, "Number of parameters; default: the longest list's length.");
    fields.number(
        "noise", noise, {.min = 0},
        "Standard deviation of the gradient of one sample, in each coordinate; a batch of B has 1/sqrt(B) of it.");
    fields.numbers("initial", initial, {}, "Parameters at the start, one for each coordinate or one for all.");
    fields.numbers("optimum", optimum, {}, "Where the minimum is, one for each coordinate or one for all.");
  }

  bool needs_data() const override { return false; }
  double flops_per_sample(std::size_t parameters) const override { return 2.0 * static_cast<double>(parameters); }

  // Throws std::invalid_argument when the lengths of the lists do not agree.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
