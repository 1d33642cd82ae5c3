#include "sim/cli/sweep_output.hpp"

#include "sim/cli/commands.hpp"
#include "sim/sweep/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dawdle {

void print_points(const SweepPlan& plan) {
  fmt::print("point{}{}\n", plan.columns.empty() ? "" : ",", fmt::join(plan.columns, ","));
  for (std::size_t i = 0; i < plan.points.size(); ++i)
    fmt::print("{}{}{}\n", i, plan.columns.empty() ? "" : ",", plan.points[i]);
}

void print_size(const ParameterSweep& sweep, const SweepPlan& plan) {
  fmt::print("{:<16}{} points x {} seeds = {} runs", "sweep", sweep.points(), sweep.seeds(), plan.runs.size());
  if (sweep.dropped() > 0)
    fmt::print(", {} points left out by conditions", sweep.dropped());
  fmt::print("\n");
}

int write_and_report(const std::filesystem::path& folder, const SweepPlan& plan, const RunStore& store, bool compress) {
  const SweepOutcome outcome = write_tables(folder, plan, store, compress);
  fmt::print("{:<16}{}\n", "runs", plan.runs.size());
  if (outcome.diverged > 0)
    fmt::print("{:<16}{}\n", "diverged", outcome.diverged);
  if (outcome.failed > 0)
    fmt::print("{:<16}{}, see the reasons in runs.csv\n", "failed", outcome.failed);
  fmt::print("{:<16}{}\n", "results", folder.string());
  return outcome.failed > 0 ? kSomePointsFailed : kDone;
}

}  // namespace dawdle
