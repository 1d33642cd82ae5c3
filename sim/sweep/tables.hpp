// The tables a finished sweep leaves: runs.csv, curves.csv, summary.csv. They are a function of the plan and its
// results alone.
#pragma once

#include "sim/sweep/plan.hpp"
#include "sim/sweep/store.hpp"

#include <filesystem>

namespace dawdle {

// How the runs of a sweep came out.
struct SweepOutcome {
  std::size_t succeeded = 0, diverged = 0, failed = 0;
};

// A row a run, a row an evaluation, a row a point. Each file appears whole or not at all, summary.csv last: it stands
// for a complete set. With `compress` the curves are in curves.csv.gz. Throws std::runtime_error that names the file.
// REQUIRES: the store has every run.
SweepOutcome write_tables(const std::filesystem::path& folder, const SweepPlan& plan, const RunStore& store,
                          bool compress);

// Takes the tables of an earlier sweep away, summary.csv first.
void remove_tables(const std::filesystem::path& folder);

}  // namespace dawdle
