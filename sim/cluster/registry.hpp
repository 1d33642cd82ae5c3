// The straggler laws a scenario can name.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/core/options.hpp"

#include <span>

namespace dawdle {

std::span<const Entry<StragglerLaw>> straggler_laws();

}  // namespace dawdle
