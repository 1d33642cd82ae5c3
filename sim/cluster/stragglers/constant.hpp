// T = base + delay.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/core/options.hpp"

namespace dawdle::straggler {

class Constant : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "constant", summary = "the same delay on every gradient";

  double delay = 0;

  void describe(Fields& fields) {
    fields.seconds("delay", delay, {.min = 0, .required = true}, "Seconds added to every gradient.");
  }
  double seconds(double base, const Draw& /*draw*/) const override { return base + delay; }
};

}  // namespace dawdle::straggler
