// Changing a document at a JSON Pointer (RFC 6901): what `--set` and the axes of a sweep do.
#pragma once

#include "sim/scenario/problem.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace dawdle {

// Replaces the value at a JSON Pointer such as "/strategy/staleness", adding the object members that lead to it.
// Elements of an array can be replaced, not added. Returns whether it did; a problem says why not.
bool set_pointer(nlohmann::json& document, std::string_view pointer, nlohmann::json value,
                 std::vector<Problem>& problems);

// The same with a value from the command line: `text` as JSON or, where it is not JSON, as a string.
bool set_pointer_text(nlohmann::json& document, std::string_view pointer, std::string_view text,
                      std::vector<Problem>& problems);

}  // namespace dawdle
