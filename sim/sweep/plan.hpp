// Which runs a sweep has, and under which key each one's result is kept. The order of the tables is the plan's,
// whatever order the runs end in, and wherever.
#pragma once

#include "sim/scenario/sweep.hpp"
#include "sim/training/data_cache.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dawdle {

struct PlannedRun {
  std::string key;  // hash of the effective scenario, the data files it names, and the program that runs it
  std::size_t point = 0;
  std::size_t seed_index = 0;
  std::int64_t seed = 0;
  double cost = 0;  // see cost.hpp
};

struct SweepPlan {
  std::vector<std::string> columns;     // JSON Pointers of the values that vary, as CSV cells
  std::vector<std::string> points;      // each one's values, as CSV cells in the order of columns
  std::vector<PlannedRun> runs;         // by point, then by seed
  std::vector<std::string> warnings{};  // Simulation::warnings() of the points, each once, of the first that has it

  // As a table (without costs) and back. read_plan throws std::runtime_error that names the file.
  std::string csv() const;
};
SweepPlan read_plan(const std::filesystem::path& file);

// Builds every run's scenario and prepares the first of each point: whatever is wrong with a sweep is found here,
// before anything runs. `build` names the program. Nothing when `problems` grew or `interrupt` was set.
std::optional<SweepPlan> make_plan(const ParameterSweep& sweep, std::string_view build, int threads, DataCache& data,
                                   const std::atomic<bool>& interrupt, std::vector<std::string>& problems);

// 0, 1, 2, ...
std::vector<std::size_t> every_run(const SweepPlan& plan);

// The runs to do, long ones first, each scenario once. Shard i of n (from 0) has every n-th of them.
struct Shard {
  std::size_t i = 0, n = 1;
};
std::vector<std::size_t> work_of(const SweepPlan& plan, Shard shard);

}  // namespace dawdle
