// 1 / sqrt(1 + t / t0): the O(1/sqrt(t)) decay under which the convergence of (stale) SGD is usually proved.
#pragma once

#include "models/schedule.hpp"

#include <cmath>
#include <string_view>

namespace models {

struct InverseSqrtSchedule : Schedule {
  static constexpr std::string_view kind = "inverse_sqrt";
  static constexpr std::string_view summary = "1 / sqrt(1 + t / t0)";

  double t0 = 1;

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("t0", t0, {.above = 0}, "Updates or epochs after which the rate has fallen to 1 / sqrt(2).");
    describe_clock(fields);
  }

  double factor(double t) const override { return 1 / std::sqrt(1 + t / t0); }
};

}  // namespace models
