// Step decay: factor^floor(t / every).
#pragma once

#include "models/portable_math.hpp"
#include "models/schedule.hpp"

#include <cstdint>
#include <string_view>

namespace models {

struct StepSchedule : Schedule {
  static constexpr std::string_view kind = "step";
  static constexpr std::string_view summary = "multiplied by a factor every so often";

  double every = 0;
  double decay = 0.1;

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("every", every, {.above = 0, .required = true}, "Updates or epochs between two steps.");
    fields.number("factor", decay, {.above = 0}, "What the learning rate is multiplied by at each step.");
    describe_clock(fields);
  }

  double factor(double t) const override {
    return portable_power(decay, static_cast<std::uint64_t>(whole_times(t, every)));
  }
};

}  // namespace models
