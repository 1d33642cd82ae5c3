#include "sim/sweep/plan.hpp"

#include "sim/scenario/hash.hpp"
#include "sim/scenario/scenario_json.hpp"
#include "sim/sweep/cost.hpp"
#include "sim/sweep/csv.hpp"
#include "sim/sweep/text_file.hpp"
#include "sim/sweep/threads.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

namespace dawdle {

namespace {

constexpr std::size_t enough_problems = 30;

// Fills a plan, from several threads.
class Planner {
 public:
  Planner(const ParameterSweep& sweep, std::string_view build, DataCache& data, SweepPlan& plan)
      : sweep_(sweep), build_(build), data_(data), plan_(plan) {
    for (const std::string& pointer : sweep.pointers()) plan_.columns.push_back(csv_cell(pointer));
    plan_.points.resize(sweep.points());
    plan_.runs.resize(sweep.points() * sweep.seeds());
  }

  void add_point(std::size_t point) {
    if (enough_problems_)
      return;
    double cost = 0;
    for (std::size_t i = 0; i < sweep_.seeds(); ++i) {
      std::vector<Problem> found;
      const auto scenario = sweep_.scenario(point, i, found);
      if (scenario && i == 0)
        cost = prepared_cost(point, *scenario, found);
      if (!found.empty())
        return note(point, found, problems_);
      plan_.runs[point * sweep_.seeds() + i] = {key_of(*scenario), point, i, scenario->experiment.seed, cost};
    }
  }

  void report(std::vector<std::string>& problems) const {
    for (const auto& [mistake, found] : problems_) problems.push_back(found.second);
    for (const auto& [mistake, found] : warnings_) plan_.warnings.push_back(found.second);
    look_for_twins();
  }

 private:
  using Noted = std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::string>>;  // by pointer, text

  // Two points that are one scenario: their rows of the tables are the same.
  void look_for_twins() const {
    std::unordered_map<std::string_view, std::size_t> first;  // point, by key
    for (const PlannedRun& run : plan_.runs)
      if (const auto [twin, is_new] = first.try_emplace(run.key, run.point);
          !is_new && run.seed_index == 0 && !run.key.empty())
        return plan_.warnings.push_back(
            sweep_.message(run.point, {"", fmt::format("warning: the same scenario as point {}", twin->second)}));
  }

  double prepared_cost(std::size_t point, Scenario& scenario, std::vector<Problem>& problems) {
    std::vector<std::string> cells;
    for (const std::string& value : sweep_.values(point, scenario)) cells.push_back(csv_cell(value));
    plan_.points[point] = fmt::format("{}", fmt::join(cells, ","));
    Pool pool(1);
    const auto simulation = prepare(scenario, pool, &data_, problems);
    if (!simulation)
      return 0;
    std::vector<Problem> warnings;
    for (const Misfit& misfit : simulation->warnings())
      warnings.push_back({misfit.pointer, std::string("warning: ") + misfit.what()});
    note(point, warnings, warnings_);
    return cost_of(scenario.experiment, simulation->size());
  }

  std::string key_of(const Scenario& scenario) {
    std::string text = build_ + scenario.hash;
    for (const std::string& file : scenario.data_files) text += hash_of_file(file);
    return hash_of(text);
  }

  std::string hash_of_file(const std::string& file) {
    const std::lock_guard lock(mutex_);
    std::string& hash = files_[file];
    if (hash.empty())
      hash = hash_of(content_of(file));
    return hash;
  }

  // The same mistake at many points is one line, that of the first of them.
  void note(std::size_t point, const std::vector<Problem>& found, Noted& noted) {
    const std::lock_guard lock(mutex_);
    for (const Problem& problem : found) {
      const auto mistake = std::pair(problem.pointer, problem.text);
      const auto known = noted.find(mistake);
      if (known == noted.end() || point < known->second.first)
        noted.insert_or_assign(mistake, std::pair(point, sweep_.message(point, problem)));
    }
    enough_problems_ = problems_.size() >= enough_problems;
  }

  const ParameterSweep& sweep_;
  std::string build_;
  DataCache& data_;
  SweepPlan& plan_;
  std::mutex mutex_;
  std::map<std::string, std::string> files_;  // content by name
  Noted problems_, warnings_;
  std::atomic<bool> enough_problems_{false};
};

// Whether the whole cell is one.
template <class Number>
bool read_number(std::string_view cell, Number& value) {
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size();
}

constexpr std::string_view fixed_columns = "key,point,seed";

}  // namespace

std::optional<SweepPlan> make_plan(const ParameterSweep& sweep, std::string_view build, int threads, DataCache& data,
                                   const std::atomic<bool>& interrupt, std::vector<std::string>& problems) {
  SweepPlan plan;
  Planner planner(sweep, build, data, plan);
  on_threads(threads, sweep.points(), interrupt, [&](std::size_t point) { planner.add_point(point); });
  const std::size_t before = problems.size();
  planner.report(problems);
  if (problems.size() > before || interrupt)
    return std::nullopt;
  return plan;
}

std::string SweepPlan::csv() const {
  std::string out(fixed_columns);
  for (const std::string& column : columns) out += "," + column;
  out += "\n";
  for (const PlannedRun& run : runs) {
    out += fmt::format("{},{},{}", run.key, run.point, run.seed);
    if (!columns.empty())
      out += "," + points[run.point];
    out += "\n";
  }
  return out;
}

SweepPlan read_plan(const std::filesystem::path& file) {
  const std::string content = content_of(file);
  std::string_view rest = content;
  const std::string_view header = next_row(rest);
  if (!header.starts_with(fixed_columns))
    throw std::runtime_error(fmt::format("{}: expected the plan of a sweep", file.string()));
  SweepPlan plan;
  const auto columns = csv_cells(header);
  plan.columns.assign(columns.begin() + 3, columns.end());
  while (!rest.empty()) {
    const std::string_view row = next_row(rest);
    const auto cells = csv_cells(row);
    PlannedRun run;
    if (cells.size() != columns.size() || !read_number(cells[1], run.point) || !read_number(cells[2], run.seed))
      throw std::runtime_error(
          fmt::format("{}: expected rows of {} cells as in its first, got \"{}\"", file.string(), columns.size(), row));
    run.key = cells[0];
    if (plan.runs.empty() || plan.runs.back().point != run.point)
      plan.points.emplace_back(cells.size() > 3 ? row.substr(static_cast<std::size_t>(cells[3].data() - row.data()))
                                                : "");
    plan.runs.push_back(std::move(run));
  }
  return plan;
}

std::vector<std::size_t> every_run(const SweepPlan& plan) {
  std::vector<std::size_t> runs(plan.runs.size());
  std::iota(runs.begin(), runs.end(), std::size_t{0});
  return runs;
}

std::vector<std::size_t> work_of(const SweepPlan& plan, Shard shard) {
  std::vector<std::size_t> work;
  std::unordered_set<std::string_view> keys;
  for (std::size_t run = 0; run < plan.runs.size(); ++run)
    if (keys.insert(plan.runs[run].key).second)
      work.push_back(run);
  std::stable_sort(work.begin(), work.end(),
                   [&plan](std::size_t a, std::size_t b) { return plan.runs[a].cost > plan.runs[b].cost; });
  std::vector<std::size_t> mine;
  for (std::size_t i = shard.i; i < work.size(); i += shard.n) mine.push_back(work[i]);
  return mine;
}

}  // namespace dawdle
