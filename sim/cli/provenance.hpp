// This binary's part of a result's provenance.
#pragma once

#include "sim/scenario/results.hpp"

namespace dawdle {

Provenance provenance();

}  // namespace dawdle
