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

RunTotals totals_of(const RunResult& result) {
  RunTotals totals = {.updates = static_cast<double>(result.updates)};
  const auto mean = [&result](Activity activity) {
    double sum = 0;
    for (const Worker& w : result.workers) sum += w.seconds[static_cast<std::size_t>(activity)];
    return sum / static_cast<double>(result.workers.size());
  };
  totals.down = mean(Activity::down);
  totals.time = result.time - totals.down;
  if (totals.time > 0)
    totals.compute = mean(Activity::compute) / totals.time;
  for (const Traffic& t : result.traffic) totals.sent += t.sent;
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
    const double time = summary->at("time_s");
    const double down = summary->at("shares_of_time").at("down"), compute = summary->at("shares_of_time").at("compute");
    return {.time = time * (1 - down),
            .updates = summary->at("updates"),
            .compute = down < 1 ? compute / (1 - down) : 0,
            .sent = summary->at("sent_bytes"),
            .staleness = summary->at("staleness").at("mean_updates"),
            .down = time * down};
  } catch (const nlohmann::json::exception&) {
    throw std::runtime_error(file.string() + ": expected the summary of a run");
  }
}

}  // namespace dawdle
