// Scenarios that are JSON values already, as the points of a sweep are. Problems are left with their pointers.
#pragma once

#include "sim/scenario/problem.hpp"
#include "sim/scenario/scenario.hpp"

#include <nlohmann/json.hpp>

namespace dawdle {

// As parse_scenario: nothing when there are problems.
std::unique_ptr<Scenario> scenario_of(const nlohmann::json& document, const std::filesystem::path& file,
                                      std::vector<Problem>& problems);

// As prepare() of scenario.hpp, with data that runs share; `shared` may be null.
std::unique_ptr<Simulation> prepare(Scenario& scenario, Pool& pool, DataCache* shared, std::vector<Problem>& problems);

}  // namespace dawdle
