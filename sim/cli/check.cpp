// dawdle check SCENARIO or SWEEP, dawdle schema
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/prepared_sweep.hpp"
#include "sim/cli/processors.hpp"
#include "sim/cli/scenario_options.hpp"
#include "sim/scenario/json_text.hpp"
#include "sim/scenario/problem.hpp"
#include "sim/scenario/sweep_file.hpp"

#include <fmt/format.h>

namespace dawdle {

namespace {

// A file that cannot be read is neither; whoever reads it as a scenario says why.
bool is_sweep(const std::string& file) {
  std::vector<Problem> ignored;
  const auto document = read_json(file, ignored);
  return document && looks_like_sweep(*document);
}

bool check_sweep(const std::string& file) {
  PreparedSweep sweep;
  return sweep.prepare(file, processors(), catch_interrupts());
}

bool check_scenario(const ScenarioOptions& options) {
  std::vector<std::string> problems;
  Pool pool(1);
  if (auto scenario = options.read(problems))
    prepare_and_warn(*scenario, pool, problems);
  complain(problems);
  return problems.empty();
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ScenarioOptions>();
  CLI::App* command = app.add_subcommand(
      "check", "Find every mistake of a scenario or a sweep, data files included, without running it");
  options->add_to(*command);
  command->callback([options, &exit_code] {
    const bool alone = options->sets.empty() && options->seed.empty();  // what else there is changes a scenario
    const bool right = alone && is_sweep(options->file) ? check_sweep(options->file) : check_scenario(*options);
    if (right)
      fmt::print("{}: nothing wrong\n", options->file);
    exit_code = right ? kDone : kBadInput;
  });
}

void add_schema(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of scenarios, for editors");
  command->callback([&exit_code] {
    fmt::print("{}", scenario_schema());
    exit_code = kDone;
  });
}

}  // namespace dawdle
