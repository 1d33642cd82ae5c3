// When each rank ends a collective, by its recurrence alone: exact when no message shares a link with another.
#pragma once

#include "sim/collectives/communicator.hpp"
#include "sim/collectives/plan.hpp"

#include <vector>

namespace dawdle {

// By rank, in seconds.
struct RankTimes {
  std::vector<Time> at;         // in: when it starts; out: when it ends
  std::vector<double> sending;  // out: how long its own messages were under way
};

// Rings by max-plus, O(p) to O(p log p); anything else in O(p rounds). What is sent is accounted for in the network.
// gated: a ring is, even where it comes first, see Phase::gated().
void propagate(const Communicator& group, const Plan& plan, double bytes, RankTimes& times, bool gated = false);

}  // namespace dawdle
