// What a run leaves in its folder: tidy CSV with units in the column names, and a summary.
#pragma once

#include "sim/scenario/scenario.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace dawdle {

// What made the numbers; the same on every thread count.
struct Provenance {
  std::string version;   // "0.1.0"
  std::string git;       // commit, with "+changes" if the tree had any
  std::string compiler;  // "g++ 12.2.0"
  std::string host;
};

inline constexpr std::array result_files = {"scenario.json", "curve.csv",           "workers.csv", "staleness.csv",
                                            "links.csv",     "links_over_time.csv", "summary.json"};

// Writes these, those of links where links are measured, and the summary last. They go into `folder`, which is made if
// needed. Each file appears whole or not at all, and a summary stands for a complete set: that of an earlier run is
// taken away first. Throws std::runtime_error that names the file and the system's reason.
void write_results(const std::filesystem::path& folder, const Scenario& scenario, const RunResult& result,
                   const Provenance& provenance);

// The content of curve.csv.
std::string curve_csv(const RunResult& result);

// Mean share of the run that the workers spent on it.
double share_of_time(const RunResult& result, Activity activity);

// By all hosts together.
double sent_bytes(const RunResult& result);

// Of all workers' applied gradients.
StalenessSummary staleness_of_all(const RunResult& result);

// Finds out that a folder cannot be written before hours are spent. Throws as write_results.
void check_writable(const std::filesystem::path& folder);

}  // namespace dawdle
