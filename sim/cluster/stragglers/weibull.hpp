// T = base + W, P(W > t) = exp(-(t/scale)^shape): mean scale Gamma(1 + 1/shape), variance
// scale^2 (Gamma(1 + 2/shape) - Gamma(1 + 1/shape)^2). Shape 1 is the exponential; below 1 the tail is heavier.
#pragma once

#include "models/portable_math.hpp"
#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Weibull : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "weibull", summary = "a Weibull delay: a stretched exponential";

  double shape = 1;
  double scale = 0;

  // Below shape 0.01 a draw may overflow.
  void describe(Fields& fields) {
    fields.number("shape", shape, {.min = 0.01, .required = true},
                  "Shape of the Weibull delay; below 1 the tail is heavier than exponential.");
    fields.seconds("scale", scale, {.min = 0, .required = true}, "Scale: 63.2 % of the delays are below it.");
  }
  double seconds(double base, const Draw& draw) const override {  // E^(1/shape), E exponential
    return base + scale * models::portable_exp(models::portable_log(exponential_variate(draw.stream)) / shape);
  }
};

}  // namespace dawdle::straggler
