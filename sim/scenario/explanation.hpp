// What theory says of a scenario, line by line, beside what a run of it measured.
#pragma once

#include "sim/scenario/scenario.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dawdle {

// A quantity. Without a prediction, the note says which assumption does not hold; with one, where it comes from.
struct TheoryLine {
  std::string_view section;
  std::string quantity;
  std::string_view unit;  // "s", "bytes", "1/s" or "": a plain number
  std::optional<double> predicted{};
  std::string note{};
  std::optional<double> simulated{};

  // (simulated - predicted) / predicted, where there are both.
  std::optional<double> difference() const;
};

// An array of objects, as text.
std::string explanation_json(std::span<const TheoryLine> lines);

// What a run took in all.
struct RunTotals {
  double time = 0;       // simulated seconds, without those in which it was down
  double updates = 0;    // applied
  double compute = 0;    // share of the workers' time then
  double sent = 0;       // bytes, by all hosts
  double staleness = 0;  // mean over the gradients applied, in updates
  double down = 0;       // seconds
};

RunTotals totals_of(const RunResult& result);
// From the folder of a finished run of this scenario. Throws std::runtime_error that names the file.
RunTotals read_totals(const std::filesystem::path& folder, const Scenario& scenario);

}  // namespace dawdle
