// T = base + U, U uniform on [low, high): mean (low + high) / 2, variance (high - low)^2 / 12.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

#include <fmt/format.h>

namespace dawdle::straggler {

class Uniform : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "uniform", summary = "a delay uniform between two bounds";

  double low = 0;
  double high = 0;

  void describe(Fields& fields) {
    fields.seconds("low", low, {.min = 0}, "Smallest delay of a gradient.");
    fields.seconds("high", high, {.min = 0, .required = true}, "Largest delay of a gradient; at least low.");
    if (high < low)
      fields.complain("high", fmt::format("at least low ({} s)", low));
  }
  double seconds(double base, const Draw& draw) const override {
    return base + low + (high - low) * uniform_variate(draw.stream);
  }
};

}  // namespace dawdle::straggler
