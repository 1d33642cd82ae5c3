// The values of one axis of a sweep: a list, or a range {"from": a, "to": b} with a "step", a "factor" or a "count".
#pragma once

#include "sim/scenario/problem.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dawdle {

// More runs than this is a slip of the pen.
inline constexpr std::size_t max_sweep_runs = 1'000'000;

// The values written at `pointer`; none, and problems, when they cannot be read. The ends of a range may be quantities
// of one unit ("1 Gbit/s" to "100 Gbit/s"); its values then have that unit. They have 12 significant digits.
std::vector<nlohmann::json> sweep_values(const nlohmann::json& value, const std::string& pointer,
                                         std::vector<Problem>& problems);

// A double as JSON: an integer where it is one.
nlohmann::json as_json(double value);

}  // namespace dawdle
