// The results of a run, as they are when failures set it back.
#pragma once

#include "sim/cluster/checkpoint_restart.hpp"
#include "sim/cluster/timeline.hpp"
#include "sim/training/record.hpp"

namespace dawdle {

// Until now its times, and those of the timeline (null: there is none), were those of the work. What the failures cost
// is among its measures then. REQUIRES: the history's end is known.
void stretch(RunResult& result, const SurvivingHistory& history, Timeline* timeline);

}  // namespace dawdle
