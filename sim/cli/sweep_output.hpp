// What sweep and merge have in common: the end of a sweep, and what they print.
#pragma once

#include "sim/sweep/plan.hpp"
#include "sim/sweep/store.hpp"

#include <filesystem>

namespace dawdle {

// In a sweep's folder: its plan, and the results so far.
inline constexpr const char* plan_file = "plan.csv";
inline constexpr const char* sweep_file = "sweep.json";  // for theory beside its figures
inline constexpr const char* run_folder = "runs";

void print_points(const SweepPlan& plan);
void print_size(const ParameterSweep& sweep, const SweepPlan& plan);

// Writes the tables, says how the runs came out, and returns the exit code. REQUIRES: the store has every run.
int write_and_report(const std::filesystem::path& folder, const SweepPlan& plan, const RunStore& store, bool compress);

}  // namespace dawdle
