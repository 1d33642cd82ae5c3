// A scenario file, read, checked and ready to run.
#pragma once

#include "sim/training/simulation.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dawdle {

struct Scenario {
  Experiment experiment;
  std::string file;                     // as the user named it
  std::string effective;                // the whole scenario as JSON text, defaults filled in, SI units
  std::string hash;                     // of the effective scenario: 32 hexadecimal digits (XXH3, 128 bits)
  std::vector<std::string> data_files;  // it names, as they can be opened
};

// A change from the command line: JSON Pointer and value.
using Override = std::pair<std::string, std::string>;

// Reads and checks a file; every mistake becomes a line in `problems`, in the form `file.json: /pointer: expected X,
// got Y`. Returns nothing when there are any.
std::unique_ptr<Scenario> read_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                                        std::vector<std::string>& problems);
// The same from text; `file` is what messages call it, and data files are relative to its folder.
std::unique_ptr<Scenario> parse_scenario(std::string_view text, const std::filesystem::path& file,
                                         const std::vector<Override>& overrides, std::vector<std::string>& problems);

// Loads the data and builds the cluster: the rest of what can be wrong. Nothing when `problems` grew.
std::unique_ptr<Simulation> prepare(Scenario& scenario, Pool& pool, std::vector<std::string>& problems);

// The JSON Schema of scenarios, as text.
std::string scenario_schema();

}  // namespace dawdle
