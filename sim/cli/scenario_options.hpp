// The options of every command that reads a scenario.
#pragma once

#include "sim/scenario/scenario.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

struct ScenarioOptions {
  std::string file;
  std::vector<std::string> sets;  // "/pointer=value"
  std::string seed;

  void add_to(CLI::App& command);
  std::unique_ptr<Scenario> read(std::vector<std::string>& problems) const;
};

// prepare(), and says on standard error what is hardly meant, though it can be run.
std::unique_ptr<Simulation> prepare_and_warn(Scenario& scenario, Pool& pool, std::vector<std::string>& problems);

// Prints the problems, a line each, and returns the exit code of bad input.
int complain(const std::vector<std::string>& problems);

}  // namespace dawdle
