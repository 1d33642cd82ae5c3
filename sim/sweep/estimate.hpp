// How long a sweep will take and how much disk, from a few of its runs.
#pragma once

#include "sim/sweep/execution.hpp"

#include <optional>
#include <vector>

namespace dawdle {

struct Estimate {
  double seconds = 0;  // of one thread
  double bytes = 0;    // results and tables
  int trials = 0;      // runs that were tried
};

// Tries runs, short ones first, for a few seconds. Nothing when not even one got anywhere.
std::optional<Estimate> estimate(const SweepContext& context, const std::vector<std::size_t>& runs);

}  // namespace dawdle
