// The arrows of the layer picture: an include may only point down.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <cctype>
#include <regex>

using std::string;
namespace fs = std::filesystem;

namespace {

const fs::path root = DAWDLE_SOURCE_DIR;

// From the bottom up; each may include itself and what stands before it.
const std::vector<string> sim_layers = {"sim/core",     "sim/network", "sim/cluster", "sim/collectives", "sim/training",
                                        "sim/scenario", "sim/theory",  "sim/sweep",   "sim/cli"};

std::size_t layer_of(const string& path) {
  const auto found = std::find_if(sim_layers.begin(), sim_layers.end(),
                                  [&path](const string& layer) { return path.starts_with(layer + "/"); });
  return static_cast<std::size_t>(found - sim_layers.begin());
}

bool may_include(const string& file, const string& included) {
  if (included.starts_with("models/"))
    return !file.starts_with("sim/core/") && !file.starts_with("sim/network/");
  if (included.starts_with("analysis/"))
    return file.starts_with("analysis/") || layer_of(file) >= layer_of("sim/scenario/");
  if (included.starts_with("sim/"))
    return file.starts_with("sim/") && layer_of(included) <= layer_of(file);
  if (included.starts_with("nlohmann/"))
    return file.starts_with("sim/scenario/");
  return true;
}

std::vector<string> sources(const string& folder) {
  std::vector<string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder))
    if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp")
      files.push_back(fs::relative(entry.path(), root).string());
  return files;
}

std::vector<string> includes(const string& text) {
  static const std::regex include(R"(#include\s*["<]([^">]+)[">])");
  std::vector<string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), include), end; i != end; ++i) names.push_back((*i)[1]);
  return names;
}

}  // namespace

TEST_CASE(
    "an include points down: core < network < cluster < ... < training < scenario < theory < sweep < cli, models "
    "beside") {
  std::size_t seen = 0;
  for (const string folder : {"sim", "models", "analysis"})
    for (const string& file : sources(folder))
      for (const string& included : includes(cli::slurp(root / file))) {
        CHECK_MESSAGE(may_include(file, included), file << " includes " << included);
        ++seen;
      }
  CHECK(seen > 100);
}

TEST_CASE("every source of the simulator belongs to a layer") {
  for (const string& file : sources("sim")) CHECK_MESSAGE(layer_of(file) < sim_layers.size(), file);
}

TEST_CASE("the network never says gradient") {
  for (const string& file : sources("sim/network")) {
    string text = cli::slurp(root / file);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CHECK_MESSAGE(text.find("gradient") == string::npos, file);
  }
}
