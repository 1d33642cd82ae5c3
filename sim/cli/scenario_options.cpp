#include "sim/cli/scenario_options.hpp"

#include "sim/cli/commands.hpp"

#include <fmt/format.h>

namespace dawdle {

void ScenarioOptions::add_to(CLI::App& command) {
  command.add_option("SCENARIO", file, "Scenario file (JSON)")->required();
  command.add_option("--set", sets, "Change one value: --set /strategy/staleness=3 (JSON Pointer=value); repeatable")
      ->type_name("/POINTER=VALUE")
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return text.starts_with('/') && text.find('=') != std::string::npos ? std::string()
                                                                            : "expected /pointer=value, got " + text;
      });
  command.add_option("--seed", seed, "Seed of the run, in place of the scenario's")->type_name("N");
}

std::unique_ptr<Scenario> ScenarioOptions::read(std::vector<std::string>& problems) const {
  std::vector<Override> overrides;
  for (const std::string& text : sets) {
    const std::size_t equals = text.find('=');
    overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  if (!seed.empty())
    overrides.emplace_back("/seed", seed);
  return read_scenario(file, overrides, problems);
}

std::unique_ptr<Simulation> prepare_and_warn(Scenario& scenario, Pool& pool, std::vector<std::string>& problems) {
  auto simulation = prepare(scenario, pool, problems);
  if (simulation)
    for (const Misfit& misfit : simulation->warnings())
      fmt::print(stderr, "{}: {}: warning: {}\n", scenario.file, misfit.pointer, misfit.what());
  return simulation;
}

int complain(const std::vector<std::string>& problems) {
  constexpr std::size_t kShown = 30;
  for (std::size_t i = 0; i < problems.size() && i < kShown; ++i) fmt::print(stderr, "{}\n", problems[i]);
  if (problems.size() > kShown)
    fmt::print(stderr, "... and {} more\n", problems.size() - kShown);
  return kBadInput;
}

}  // namespace dawdle
