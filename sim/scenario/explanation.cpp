#include "sim/scenario/explanation.hpp"

#include "sim/scenario/json_text.hpp"
#include "sim/scenario/results.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace dawdle {

using Json = nlohmann::ordered_json;

std::optional<double> TheoryLine::difference() const {
  if (!predicted || !simulated || *predicted == 0)
    return {};
  return (*simulated - *predicted) / *predicted;
}

std::string explanation_json(std::span<const TheoryLine> lines) {
  Json out = Json::array();
  for (const TheoryLine& line : lines) {
    Json item = {{"section", line.section}, {"quantity", line.quantity}, {"unit", line.unit}};
    const auto add = [&item](const char* key, const std::optional<double>& value) {
      if (value)
        item[key] = *value;
    };
    add("predicted", line.predicted);
    add("simulated", line.simulated);
    add("difference", line.difference());
    if (!line.note.empty())
      item["note"] = line.note;
    out.push_back(std::move(item));
  }
  return out.dump(2) + "\n";
}

namespace {

// Of a run of that time, of which the workers were down, and computed, for these shares.
RunTotals at_work(double time, double down, double compute) {
  return {.time = time * (1 - down), .compute = down < 1 ? compute / (1 - down) : 0, .down = time * down};
}

}  // namespace

RunTotals totals_of(const RunResult& result) {
  RunTotals totals =
      at_work(result.time, share_of_time(result, Activity::down), share_of_time(result, Activity::compute));
  totals.updates = static_cast<double>(result.updates);
  totals.sent = sent_bytes(result);
  totals.staleness = staleness_of_all(result).mean();
  return totals;
}

RunTotals read_totals(const std::filesystem::path& folder, const Scenario& scenario) {
  const std::filesystem::path file = folder / "summary.json";
  std::vector<Problem> problems;
  const auto summary = read_json(file, problems);
  if (!summary)
    throw std::runtime_error(message(file.string(), problems.front()));
  try {
    if (summary->at("provenance").at("scenario_hash") != scenario.hash)
      throw std::runtime_error(file.string() + ": expected results of this scenario, got those of another");
    const auto& shares = summary->at("shares_of_time");
    RunTotals totals = at_work(summary->at("time_s"), shares.at("down"), shares.at("compute"));
    totals.updates = summary->at("updates");
    totals.sent = summary->at("sent_bytes");
    totals.staleness = summary->at("staleness").at("mean_updates");
    return totals;
  } catch (const nlohmann::json::exception&) {
    throw std::runtime_error(file.string() + ": expected the summary of a run");
  }
}

}  // namespace dawdle
