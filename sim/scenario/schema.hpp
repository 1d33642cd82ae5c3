// The JSON Schema of a scenario, so that an editor completes and checks it while it is written.
#pragma once

#include "sim/core/options.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace dawdle {

// The schema (draft-07, the newest that VS Code knows in full) of the object that `describe` reads. It describes every
// kind of every family, so what `describe` fills in is meaningless afterwards; a family met for the second time is
// referred to, not described again, and leaves its slot empty.
nlohmann::ordered_json schema(const Fields::Describe& describe, std::string_view title);

}  // namespace dawdle
