// What of a cluster a scenario can name.
#pragma once

#include "sim/cluster/checkpoint_restart.hpp"
#include "sim/cluster/straggler.hpp"
#include "sim/core/options.hpp"

#include <span>

namespace dawdle {

std::span<const Entry<StragglerLaw>> straggler_laws();
std::span<const Entry<CheckpointRestart>> faults();

}  // namespace dawdle
