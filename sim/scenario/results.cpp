#include "sim/scenario/results.hpp"

#include "sim/scenario/whole_file.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace dawdle {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Shortest text that reads back as the same double.
std::string cell(double x) { return fmt::format("{}", x); }

double seconds(const Worker& worker, Activity activity) { return worker.seconds[static_cast<std::size_t>(activity)]; }

std::string workers_csv(const RunResult& result) {
  std::string out =
      "worker,compute_s,wait_s,transfer_s,server_s,down_s,total_s,sent_bytes,received_bytes,updates,samples,"
      "dropped_gradients,cancelled_gradients,mean_staleness_updates,max_staleness_updates\n";
  for (const Worker& w : result.workers) {
    const auto id = static_cast<std::size_t>(w.id);
    const StalenessSummary& staleness = result.staleness[id];
    out +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", w.id, seconds(w, Activity::compute),
                    seconds(w, Activity::wait), seconds(w, Activity::transfer), seconds(w, Activity::server),
                    seconds(w, Activity::down), result.time, result.traffic[id].sent, result.traffic[id].received,
                    w.updates, w.samples, result.dropped[id], result.cancelled[id], staleness.mean(), staleness.most);
  }
  return out;
}

std::string staleness_csv(const RunResult& result) {
  std::string out = "staleness,count\n";
  for (std::size_t i = 0; i < result.staleness_counts.size(); ++i)
    if (result.staleness_counts[i] > 0)
      out += fmt::format("{},{}\n", i, result.staleness_counts[i]);
  return out;
}

std::string links_csv(const LinkUse& use) {
  std::string out = "link,bandwidth_bytes_per_s,latency_s,carried_bytes,busy_s,utilisation\n";
  const LinkTotals &start = use.samples.front(), &end = use.samples.back();
  for (std::size_t i = 0; i < use.links.size(); ++i) {
    const Link& link = use.links[i];
    out += fmt::format("{},{},{},{},{},{}\n", link.name, link.bandwidth, link.latency, end.carried[i], use.busy[i],
                       utilisation(start, end, i));
  }
  return out;
}

// Only what is not 0: most links of a big network rest most of the time.
std::string links_over_time_csv(const LinkUse& use) {
  std::string out = "from_s,to_s,link,carried_bytes,utilisation\n";
  for (std::size_t bucket = 1; bucket < use.samples.size(); ++bucket) {
    const LinkTotals &from = use.samples[bucket - 1], &to = use.samples[bucket];
    for (std::size_t i = 0; i < use.links.size(); ++i)
      if (const double carried = to.carried[i] - from.carried[i]; carried > 0)
        out +=
            fmt::format("{},{},{},{},{}\n", from.time, to.time, use.links[i].name, carried, utilisation(from, to, i));
  }
  return out;
}

Json target(const std::optional<double>& value, const std::optional<TargetReached>& reached) {
  Json out = {{"target", *value}, {"reached", reached.has_value()}};
  if (reached) {
    out["time_s"] = reached->time;
    out["updates"] = reached->updates;
  }
  return out;
}

Json targets(const Experiment& e, const RunResult& result) {
  Json out = Json::object();
  if (const auto loss = e.loss_target())
    out["loss"] = target(loss, result.loss_target);
  if (const auto accuracy = e.accuracy_target())
    out["accuracy"] = target(accuracy, result.accuracy_target);
  return out;
}

// Mean share of the run that the workers spent on each activity.
Json shares(const RunResult& result) {
  Json out = Json::object();
  for (Activity activity : reported_activities) out[name_of(activity)] = share_of_time(result, activity);
  return out;
}

Json staleness(const RunResult& result) {
  const StalenessSummary all = staleness_of_all(result);
  return {{"mean_updates", all.mean()}, {"max_updates", all.most}};
}

Json final_figures(const RunResult& result) {
  Json out = Json::object();
  for (std::size_t i = 0; i < result.figures.size() && !result.curve.empty(); ++i) {
    const double value = result.curve.back().figure[i];
    // JSON has no infinity and no NaN.
    out[result.figures[i]] = std::isfinite(value) ? Json(value) : Json(cell(value));
  }
  return out;
}

std::string summary_json(const Scenario& scenario, const RunResult& result, const Provenance& p) {
  const Experiment& e = scenario.experiment;
  Json summary = {
      {"name", e.name},
      {"outcome", name_of(result.outcome)},
      {"time_s", result.time},
      {"updates", result.updates},
      {"samples", result.samples},
      {"workers", e.workers},
      {"parameters", result.parameters},
      {"gradient_bytes", result.gradient_bytes},
      {"parameter_bytes", result.parameter_bytes},
      {"sent_bytes", sent_bytes(result)},
      {"events", result.events},
      {"final", final_figures(result)},
      {"targets", targets(e, result)},
      {"shares_of_time", shares(result)},
      {"staleness", staleness(result)},
      {"provenance",
       {{"dawdle", p.version},
        {"git", p.git},
        {"compiler", p.compiler},
        {"host", p.host},
        {"seed", e.seed},
        {"precision", e.precision},
        {"scenario_hash", scenario.hash},
        {"not_bit_stable_across_processors", {"acceptance tests of Boost's ziggurats (libm exp)"}}}},
  };
  if (!result.algorithm.empty())
    summary["algorithm"] = result.algorithm;
  if (!result.measures.empty()) {
    Json& measures = summary["measures"] = Json::object();
    for (const auto& [name, value] : result.measures) measures[name] = value;
  }
  return summary.dump(2) + "\n";
}

}  // namespace

std::string curve_csv(const RunResult& result) {
  std::string out = "time_s,updates,samples,epochs,sent_bytes,learning_rate";
  for (const std::string& figure : result.figures) out += "," + figure;
  out += "\n";
  for (const CurveRow& row : result.curve) {
    out += fmt::format("{},{},{},{},{},{}", row.time, row.updates, row.samples, row.epochs, row.sent_bytes,
                       row.learning_rate);
    for (std::size_t i = 0; i < result.figures.size(); ++i) out += "," + cell(row.figure[i]);
    out += "\n";
  }
  return out;
}

double share_of_time(const RunResult& result, Activity activity) {
  double sum = 0;
  for (const Worker& w : result.workers) sum += seconds(w, activity);
  return result.time > 0 ? sum / (result.time * static_cast<double>(result.workers.size())) : 0.0;
}

double sent_bytes(const RunResult& result) {
  double sum = 0;
  for (const Traffic& t : result.traffic) sum += t.sent;
  return sum;
}

StalenessSummary staleness_of_all(const RunResult& result) {
  StalenessSummary all;
  for (const StalenessSummary& s : result.staleness) {
    all.sum += s.sum;
    all.gradients += s.gradients;
    all.most = std::max(all.most, s.most);
  }
  return all;
}

void check_writable(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw std::runtime_error(fmt::format("{}: {}", folder.string(), error.message()));
  const fs::path probe = folder / "summary.json";
  fs::remove(probe, error);
  if (error)
    throw std::runtime_error(fmt::format("{}: {}", probe.string(), error.message()));
  write_whole_file(folder / ".dawdle", "");
  fs::remove(folder / ".dawdle", error);
}

void write_results(const fs::path& folder, const Scenario& scenario, const RunResult& result,
                   const Provenance& provenance) {
  check_writable(folder);
  write_whole_file(folder / "scenario.json", scenario.effective);
  write_whole_file(folder / "curve.csv", curve_csv(result));
  write_whole_file(folder / "workers.csv", workers_csv(result));
  write_whole_file(folder / "staleness.csv", staleness_csv(result));
  // Of an earlier run.
  for (const char* file : {"links.csv", "links_over_time.csv", "trace.json"}) fs::remove(folder / file);
  if (!result.links.samples.empty()) {
    write_whole_file(folder / "links.csv", links_csv(result.links));
    write_whole_file(folder / "links_over_time.csv", links_over_time_csv(result.links));
  }
  write_whole_file(folder / "summary.json", summary_json(scenario, result, provenance));
}

}  // namespace dawdle
