// A quadratic bowl with gradient noise: the objective whose SGD dynamics are known in closed form.
//
//   f(x) = 1/2 sum over i of lambda_i (x_i - x*_i)^2
//   gradient over a batch of B = lambda_i (x_i - x*_i) + sigma xi_i        additive noise
//                              = lambda_i (x_i - x*_i) (1 + sigma xi_i)    multiplicative: none at the minimum
//   xi_i the mean of B standard normals
//
// The noise of sample n in coordinate i is a pure function of (seed, n, i), so P workers with batches of B see,
// together, what one worker with a batch of PB sees. No data. Figures: loss is f(x), mean_x the mean of the x_i.
//
// Rotated, the Hessian is Q^T diag(lambda) Q with a random orthogonal Q: the same spectrum, but no axis is special.
// With `per_worker`, worker k has an f_k of its own (data that are not identically distributed); the loss is the mean
// of the f_k, which all of them together minimise.
#pragma once

#include "models/objectives/model_of.hpp"

#include <optional>
#include <string>

namespace models {

struct Quadratic : ModelOf<Quadratic> {
  static constexpr std::string_view kind = "quadratic";
  static constexpr std::string_view summary = "1/2 sum lambda_i (x_i - x*_i)^2 with Gaussian gradient noise; no data";

  // One worker's function; an empty list is that of all workers.
  struct Own {
    std::vector<double> curvature, optimum;

    template <class Fields>
    void describe(Fields& fields) {
      fields.numbers("curvature", curvature, {}, "Curvature of this worker's function, instead of everybody's.");
      fields.numbers("optimum", optimum, {}, "Where this worker's function has its minimum.");
    }
  };

  // Each list has one value for every coordinate, or a lone value for all of them.
  std::vector<double> curvature{1};       // lambda, the spectrum
  std::optional<std::int64_t> dimension;  // P; default: the length of the longest list
  double noise = 0;                       // sigma
  std::string noise_law = "additive";     // or "multiplicative"
  std::vector<double> initial{1};         // x_0
  std::vector<double> optimum{0};         // x*
  bool rotated = false;
  std::vector<Own> per_worker;  // empty: all have the same

  template <class Fields>
  void describe(Fields& fields) {
    fields.numbers("curvature", curvature, {}, "Second derivative of each coordinate, or one for all.");
    fields.integer("dimension", dimension, {.min = 1}, "Number of parameters; default: the longest list's length.");
    fields.number(
        "noise", noise, {.min = 0},
        "Standard deviation of the gradient of one sample, in each coordinate; a batch of B has 1/sqrt(B) of it.");
    fields.choice("noise_law", noise_law, {"additive", "multiplicative"},
                  "multiplicative: the noise is in units of the gradient's coordinate.");
    fields.numbers("initial", initial, {}, "Parameters at the start, one for each coordinate or one for all.");
    fields.numbers("optimum", optimum, {}, "Where the minimum is, one for each coordinate or one for all.");
    fields.flag("rotated", rotated, "Turn the axes of curvature by a random rotation; at most 1000 parameters.");
    fields.objects("per_worker", per_worker, "A function of its own for every worker, in their order.");
  }

  bool needs_data() const override { return false; }
  double flops_per_sample(std::size_t parameters) const override {
    const auto p = static_cast<double>(parameters);
    return rotated ? 4 * p * p : 2 * p;
  }

  // Throws std::invalid_argument when the lengths of the lists do not agree, or there are too many parameters to
  // rotate.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;

 private:
  std::size_t parameters() const;
};

}  // namespace models
