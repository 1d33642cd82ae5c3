// Cosine annealing without restarts (Loshchilov and Hutter 2017, equation 5):
// final + (1 - final) / 2 (1 + cos(pi t / over)), and `final` afterwards.
#pragma once

#include "models/portable_math.hpp"
#include "models/schedule.hpp"

#include <string_view>

namespace models {

struct CosineSchedule : Schedule {
  static constexpr std::string_view kind = "cosine";
  static constexpr std::string_view summary = "half a cosine from the full learning rate down to a fraction of it";

  double over = 0;
  double final = 0;

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("over", over, {.above = 0, .required = true}, "Updates or epochs until the final rate is reached.");
    fields.number("final", final, {.min = 0, .max = 1}, "The rate at the end, as a fraction of the full one.");
    describe_clock(fields);
  }

  double factor(double t) const override {
    return t >= over ? final : final + (1 - final) / 2 * (1 + portable_cos_pi(t / over));
  }
};

}  // namespace models
