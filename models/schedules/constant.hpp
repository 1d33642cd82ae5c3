#pragma once

#include "models/schedule.hpp"

#include <string_view>

namespace models {

struct ConstantSchedule : Schedule {
  static constexpr std::string_view kind = "constant";
  static constexpr std::string_view summary = "the same learning rate throughout";

  template <class Fields>
  void describe(Fields& fields) {
    describe_clock(fields);
  }

  double factor(double) const override { return 1; }
};

}  // namespace models
