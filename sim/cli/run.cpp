// dawdle run SCENARIO
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/processors.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/provenance.hpp"
#include "sim/cli/scenario_options.hpp"
#include "sim/cli/trace.hpp"
#include "sim/scenario/results.hpp"
#include "sim/scenario/whole_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dawdle {

namespace {

struct RunOptions {
  ScenarioOptions scenario;
  std::string folder;
  int threads = 0;  // 0: as many as the machine has
  TraceOptions trace;
};

std::string figure_or_dash(const RunResult& result, std::string_view name) {
  for (std::size_t i = 0; i < result.figures.size(); ++i)
    if (result.figures[i] == name)
      return fmt::format("{:.6g}", result.curve.back().figure[i]);
  return "";
}

void print_target(const char* what, const std::optional<double>& target, const std::optional<TargetReached>& reached) {
  if (!target)
    return;
  const std::string name = fmt::format("{} {:g}", what, *target);
  if (reached)
    fmt::print("{:<16}reached at {:.6g} s, after {} updates\n", name, reached->time, reached->updates);
  else
    fmt::print("{:<16}not reached\n", name);
}

void print_summary(const Experiment& e, const RunResult& result) {
  fmt::print("{:<16}{}\n", "run", e.name);
  fmt::print("{:<16}{}\n", "outcome", name_of(result.outcome));
  fmt::print("{:<16}{:.6g} s\n", "simulated time", result.time);
  fmt::print("{:<16}{} ({} samples)\n", "updates", result.updates, result.samples);
  for (const char* name : {"train_loss", "train_accuracy", "test_loss", "test_accuracy"})
    if (const std::string value = figure_or_dash(result, name); !value.empty())
      fmt::print("{:<16}{}\n", name, value);
  print_target("loss", e.loss_target(), result.loss_target);
  print_target("accuracy", e.accuracy_target(), result.accuracy_target);
  std::vector<std::string> shares;
  for (Activity activity : reported_activities) {
    const double percent = 100 * share_of_time(result, activity);
    if (percent > 0 || (activity != Activity::server && activity != Activity::down))
      shares.push_back(fmt::format("{:.1f} % {}", percent, name_of(activity)));
  }
  fmt::print("{:<16}{}\n", "workers' time", fmt::join(shares, ", "));
}

// For the reader alone: files have the same bytes however fast the machine is.
void print_machine_time(double cpu_seconds, double evaluation_seconds) {
  fmt::print("{:<16}{:.3g} s, {:.1f} % of it evaluations\n", "CPU time", cpu_seconds,
             cpu_seconds > 0 ? std::min(100.0, 100 * evaluation_seconds / cpu_seconds) : 0);
}

// The trace does not take the place of what the run reads or writes.
void check_trace_file(const RunOptions& options, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const fs::path trace = fs::weakly_canonical(options.trace.file);
  if (trace == fs::weakly_canonical(options.scenario.file))
    throw std::runtime_error(fmt::format("--trace {}: is the scenario", options.trace.file));
  for (const char* file : result_files)
    if (trace == fs::weakly_canonical(folder / file))
      throw std::runtime_error(fmt::format("--trace {}: is one of the run's results", options.trace.file));
}

int run(const RunOptions& options) {
  std::vector<std::string> problems;
  auto scenario = options.scenario.read(problems);
  const std::filesystem::path folder =
      options.folder.empty() ? std::filesystem::path("results") / std::filesystem::path(options.scenario.file).stem()
                             : std::filesystem::path(options.folder);
  Pool pool(options.threads > 0 ? options.threads : processors());
  std::unique_ptr<Simulation> simulation;
  if (scenario)
    simulation = prepare_and_warn(*scenario, pool, problems);
  if (!simulation)
    return complain(problems);
  std::optional<Trace> trace;
  try {
    require_not_replaced(options.scenario.file, folder / "scenario.json", scenario->effective);
    check_writable(folder);
    if (!options.trace.file.empty()) {
      check_trace_file(options, folder);
      simulation->record(trace.emplace(options.trace).timeline());
    }
  } catch (const std::runtime_error& e) {
    fmt::print(stderr, "dawdle: {}\n", e.what());
    return kBadInput;
  }

  const std::atomic<bool>& interrupted = catch_interrupts();
  Progress progress;
  RunResult result;
  const std::clock_t begin = std::clock();
  {
    const ProgressLine line(progress, scenario->experiment.stop);
    result = simulation->run(&progress, &interrupted);
  }
  const double cpu_seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  write_results(folder, *scenario, result, provenance());
  if (trace)
    trace->write(scenario->experiment.name, result);
  print_summary(scenario->experiment, result);
  if (result.updates == 0 && result.outcome == Outcome::done)
    fmt::print(stderr, "{}: warning: the run ended before its first update\n", scenario->file);
  print_machine_time(cpu_seconds, pool.evaluation_seconds());
  fmt::print("{:<16}{}\n", "results", folder.string());
  return result.outcome == Outcome::interrupted ? kRunFailed : kDone;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a scenario; write its results and print a summary");
  options->scenario.add_to(*command);
  command->add_option("-o,--output", options->folder, "Folder for the results; default: results/NAME-OF-THE-FILE");
  command
      ->add_option(
          "-j,--threads", options->threads,
          "Threads for the mathematics; default: one per processor. The results are the same bytes for any number")
      ->check(CLI::Range(1, 1024));
  options->trace.add_to(*command);
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dawdle
