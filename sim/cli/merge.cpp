// dawdle merge FOLDER...
#include "sim/cli/commands.hpp"
#include "sim/cli/sweep_output.hpp"
#include "sim/scenario/whole_file.hpp"
#include "sim/sweep/execution.hpp"

#include <fmt/format.h>
#include <memory>
#include <stdexcept>

namespace dawdle {

namespace {

namespace fs = std::filesystem;

struct MergeOptions {
  std::vector<std::string> folders;
  std::string output;
  bool compress = false;
};

// Throws std::runtime_error when they are not shards of one sweep.
SweepPlan common_plan(const std::vector<std::string>& folders) {
  SweepPlan plan = read_plan(fs::path(folders.front()) / plan_file);
  for (const std::string& folder : folders)
    if (read_plan(fs::path(folder) / plan_file).csv() != plan.csv())
      throw std::runtime_error(
          fmt::format("{}: expected a shard of the sweep in {}, got another sweep's", folder, folders.front()));
  return plan;
}

int merge(const MergeOptions& options) {
  const fs::path output = options.output.empty() ? options.folders.front() : options.output;
  SweepPlan plan;
  try {
    plan = common_plan(options.folders);
    if (fs::exists(output / plan_file) && read_plan(output / plan_file).csv() != plan.csv())
      throw std::runtime_error(fmt::format("{}: has another sweep's results", output.string()));
  } catch (const std::runtime_error& e) {
    fmt::print(stderr, "dawdle: {}\n", e.what());
    return kBadInput;
  }
  RunStore store(output / run_folder);
  for (const std::string& folder : options.folders) store.include(fs::path(folder) / run_folder);
  if (const auto left = missing(plan, every_run(plan), store, false); !left.empty()) {
    const PlannedRun& run = plan.runs[left.front()];
    fmt::print(stderr, "dawdle: {}: {} of {} runs are missing, the first of them point {}, seed {}\n", output.string(),
               left.size(), plan.runs.size(), run.point, run.seed);
    return kRunFailed;
  }
  write_whole_file(output / plan_file, plan.csv());
  if (const fs::path sweep = fs::path(options.folders.front()) / sweep_file;
      fs::exists(sweep) && !options.output.empty())
    fs::copy_file(sweep, output / sweep_file, fs::copy_options::overwrite_existing);
  return write_and_report(output, plan, store, options.compress);
}

}  // namespace

void add_merge(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* command = app.add_subcommand("merge", "Join the shards of a sweep into its tables");
  command->add_option("FOLDER", options->folders, "The shards' output folders; one, if they share it")->required();
  command->add_option("-o,--output", options->output, "Folder for the tables; default: the first of them");
  command->add_flag("--compress", options->compress, "Write curves.csv.gz in place of curves.csv");
  command->callback([options, &exit_code] { exit_code = merge(*options); });
}

}  // namespace dawdle
