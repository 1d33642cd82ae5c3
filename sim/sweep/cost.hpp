// How much work a run is, to begin with the long ones and to tell when a sweep will end.
#pragma once

#include "sim/training/simulation.hpp"

namespace dawdle {

// A rough count of floating-point operations, the same on every machine. Seconds come from how long runs have taken.
// REQUIRES: the experiment has been prepared, and is of this size.
double cost_of(const Experiment& experiment, const RunSize& size);

}  // namespace dawdle
