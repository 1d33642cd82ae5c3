// Sweeps for the tests, and what they leave.
#pragma once

#include "tests/cli/command.hpp"

#include <string>
#include <string_view>

namespace cli {

// 6 points of 3 seeds: some milliseconds each. `change` is appended to the members.
inline std::string small_sweep(std::string_view change = "") {
  return R"({"base": )" + small_scenario(R"(, "record": {"target_loss": 1})") +
         R"(, "axes": [{"/workers": [1, 2, 4]}, {"/optimizer/batch": [8, 64]}], "seeds": 3)" + std::string(change) +
         "}\n";
}

// 240 runs of so many updates; with 1200, a second in all.
inline std::string long_sweep(int updates = 1200) {
  return R"({"base": )" +
         small_scenario(R"(, "record": {"evaluate_every": {"updates": 40}}, "stop": {"updates": )" +
                        std::to_string(updates) + "}") +
         R"(, "axes": [{"/workers": {"from": 1, "to": 20, "step": 1}}, {"/optimizer/batch": [8, 32, 64]}], "seeds": 4})"
         "\n";
}

// The three tables, one after the other.
inline std::string tables(const Folder& folder, const std::string& output) {
  std::string all;
  for (const char* name : {"/runs.csv", "/curves.csv", "/summary.csv"}) all += folder.read(output + name);
  return all;
}

}  // namespace cli
