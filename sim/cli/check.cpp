// dawdle check SCENARIO, dawdle schema
#include "sim/cli/commands.hpp"
#include "sim/cli/scenario_options.hpp"

#include <fmt/format.h>

namespace dawdle {

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ScenarioOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Find every mistake of a scenario, data files included, without running it");
  options->add_to(*command);
  command->callback([options, &exit_code] {
    std::vector<std::string> problems;
    auto scenario = options->read(problems);
    Pool pool(1);
    std::unique_ptr<Simulation> simulation;
    if (scenario)
      simulation = prepare(*scenario, pool, problems);
    if (!simulation) {
      exit_code = complain(problems);
      return;
    }
    fmt::print("{}: nothing wrong\n", options->file);
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
