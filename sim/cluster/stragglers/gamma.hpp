// T = base + G, G gamma-distributed: mean `mean`, variance mean^2 / shape, coefficient of variation 1/sqrt(shape).
// Shape 1 is the exponential, shape k the sum of k exponentials (Erlang), a large shape nearly constant.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Gamma : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "gamma", summary = "a gamma delay: a sum of `shape` exponentials";

  double shape = 1;
  double mean = 0;

  void describe(Fields& fields) {
    fields.number("shape", shape, {.min = 0.01, .required = true},
                  "Shape of the gamma delay; its coefficient of variation is 1/sqrt(shape).");
    fields.seconds("mean", mean, {.min = 0, .required = true}, "Mean of the gamma delay.");
  }
  double seconds(double base, const Draw& draw) const override {
    return base + mean / shape * gamma_variate(shape, draw.stream);
  }
};

}  // namespace dawdle::straggler
