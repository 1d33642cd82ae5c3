// A sweep file, read and checked, with everything that is known of it before it runs.
#pragma once

#include "models/memory.hpp"
#include "sim/sweep/plan.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace dawdle {

struct PreparedSweep {
  std::unique_ptr<ParameterSweep> sweep;
  DataCache data{models::available_memory() / 4};
  std::optional<SweepPlan> plan;

  // Prints what is wrong, or hardly meant. Whether the rest is filled in.
  bool prepare(const std::string& file, int threads, const std::atomic<bool>& interrupt);
};

}  // namespace dawdle
