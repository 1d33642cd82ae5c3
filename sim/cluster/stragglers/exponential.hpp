// Exponential: T = base + E, E with density exp(-t/mean)/mean: mean `mean`, variance mean^2. Memoryless; with base 0
// the law of the error-runtime analysis of Dutta et al., "Slow and stale gradients can win the race", AISTATS 2018.
// Shifted exponential: T = base + shift + E, mean shift + mean: Lee et al., "Speeding up distributed machine learning
// using codes", IEEE Trans. Inf. Theory 64(3), 2018.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Exponential : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "exponential", summary = "an exponential (memoryless) delay";

  double mean = 0;

  void describe(Fields& fields) {
    fields.seconds("mean", mean, {.min = 0, .required = true}, "Mean of the exponential delay.");
  }
  double seconds(double base, const Draw& draw) const override {
    return base + mean * exponential_variate(draw.stream);
  }
};

class ShiftedExponential : public Exponential {
 public:
  static constexpr std::string_view kind = "shifted_exponential",
                                    summary = "a least delay plus an exponential one: mean delay shift + mean";

  double shift = 0;

  void describe(Fields& fields) {
    fields.seconds("shift", shift, {.min = 0, .required = true}, "Least delay of a gradient.");
    Exponential::describe(fields);
  }
  double seconds(double base, const Draw& draw) const override { return Exponential::seconds(base + shift, draw); }
};

}  // namespace dawdle::straggler
