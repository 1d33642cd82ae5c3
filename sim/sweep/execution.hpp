// Running what a sweep lacks, on the threads of one process.
#pragma once

#include "sim/sweep/plan.hpp"
#include "sim/sweep/store.hpp"

#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace dawdle {

// Read by whoever shows how far a sweep is.
struct SweepProgress {
  std::atomic<std::size_t> done{0};  // failed ones too
  std::atomic<std::size_t> failed{0};
  std::atomic<std::size_t> in_flight{0};
  std::atomic<double> cost_done{0};
  std::size_t all = 0;
  double cost_all = 0;
};

// What the runs of a process have in common.
struct SweepContext {
  const ParameterSweep& sweep;
  const SweepPlan& plan;
  DataCache& data;
  const std::atomic<bool>& interrupt;
};

// The result of one run, on the caller's thread alone; nothing when it was interrupted. What goes wrong in a run is its
// result too.
std::optional<RunRecord> run_one(const SweepContext& context, const PlannedRun& run);

// Runs that the store lacks, of `work`. Failed ones count as done unless `retry_failed`.
std::vector<std::size_t> missing(const SweepPlan& plan, const std::vector<std::size_t>& work, const RunStore& store,
                                 bool retry_failed);

// Does them in their order and puts the results into the store, every second or so. Throws std::runtime_error when the
// disk does not take them; what was kept before stays.
void execute(const SweepContext& context, const std::vector<std::size_t>& runs, int threads, RunStore& store,
             SweepProgress& progress);

}  // namespace dawdle
