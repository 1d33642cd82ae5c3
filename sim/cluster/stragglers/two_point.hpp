// T = slowdown base with probability q, else base: mean base (1 + (slowdown - 1) q). Independently at every gradient:
// the transient straggler.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class TwoPoint : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "two_point", summary = "now and then a gradient takes several times as long";

  double probability = 0;
  double slowdown = 1;

  void describe(Fields& fields) {
    fields.number("probability", probability, {.min = 0, .max = 1, .required = true},
                  "Probability that a gradient is slow.");
    fields.number("slowdown", slowdown, {.above = 0, .required = true},
                  "How many times as long a slow gradient takes: 5 is five times the usual.");
  }
  double seconds(double base, const Draw& draw) const override {
    return uniform_variate(draw.stream) < probability ? slowdown * base : base;
  }
};

}  // namespace dawdle::straggler
