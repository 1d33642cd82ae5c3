// T = base + X, P(X > t) = (minimum/t)^alpha for t >= minimum: mean alpha minimum / (alpha - 1) if alpha > 1, else
// infinite; variance minimum^2 alpha / ((alpha - 1)^2 (alpha - 2)) if alpha > 2, else infinite.
#pragma once

#include "models/portable_math.hpp"
#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Pareto : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "pareto", summary = "a Pareto delay: a power-law tail";

  double alpha = 2;
  double minimum = 0;

  // Below alpha 0.1 a draw may overflow.
  void describe(Fields& fields) {
    fields.number("alpha", alpha, {.min = 0.1, .required = true},
                  "Exponent of the tail; the mean delay is finite only above 1, its variance only above 2.");
    fields.seconds("minimum", minimum, {.min = 0, .required = true}, "Smallest delay of a gradient.");
  }
  double seconds(double base, const Draw& draw) const override {  // alpha log(X/minimum) is exponential
    return base + minimum * models::portable_exp(exponential_variate(draw.stream) / alpha);
  }
};

}  // namespace dawdle::straggler
