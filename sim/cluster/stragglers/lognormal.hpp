// T = base + L, log L normal with deviation sigma: mean `mean`, median mean exp(-sigma^2/2), variance
// mean^2 (exp(sigma^2) - 1).
#pragma once

#include "models/portable_math.hpp"
#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Lognormal : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "lognormal", summary = "a log-normal delay";

  double mean = 0;
  double sigma = 1;

  void describe(Fields& fields) {
    fields.seconds("mean", mean, {.min = 0, .required = true}, "Mean of the delay (not of its logarithm).");
    fields.number("sigma", sigma, {.min = 0, .required = true}, "Standard deviation of the delay's natural logarithm.");
  }
  double seconds(double base, const Draw& draw) const override {
    return base + mean * models::portable_exp(sigma * (normal_variate(draw.stream) - sigma / 2));
  }
};

}  // namespace dawdle::straggler
