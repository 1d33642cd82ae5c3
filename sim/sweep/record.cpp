#include "sim/sweep/record.hpp"

#include "sim/scenario/results.hpp"
#include "sim/sweep/csv.hpp"

#include <fmt/format.h>

namespace dawdle {

namespace {

constexpr std::string_view failed_outcome = "failed";

class Row {
 public:
  void add(std::string_view name, std::string_view cell) {
    const char* comma = header_.empty() ? "" : ",";
    header_ += fmt::format("{}{}", comma, name);
    cells_ += fmt::format("{}{}", comma, cell);
  }
  template <class Number>
  void number(std::string_view name, Number value) {
    add(name, fmt::format("{}", value));
  }
  std::string table() const { return header_ + "\n" + cells_ + "\n"; }

 private:
  std::string header_, cells_;
};

// When the target was not reached, the time is empty: it is more than the run's.
void add_target(Row& row, std::string_view what, const std::optional<double>& target,
                const std::optional<TargetReached>& reached) {
  if (!target)
    return;
  row.number(fmt::format("{}_target_reached", what), reached ? 1 : 0);
  row.add(fmt::format("time_to_{}_target_s", what), reached ? fmt::format("{}", reached->time) : "");
  row.add(fmt::format("updates_to_{}_target", what), reached ? fmt::format("{}", reached->updates) : "");
}

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
  std::uint64_t all = 0;
  for (std::uint64_t count : counts) all += count;
  return all;
}

}  // namespace

bool RunRecord::failed() const {
  std::string_view table = figures;
  next_row(table);
  return table.starts_with(failed_outcome);
}

RunRecord record_of(std::string key, const Scenario& scenario, const RunResult& result) {
  const Experiment& e = scenario.experiment;
  Row row;
  row.add("outcome", name_of(result.outcome));
  row.add("reason", "");
  row.number("time_s", result.time);
  row.number("updates", result.updates);
  row.number("samples", result.samples);
  for (std::size_t i = 0; i < result.figures.size() && !result.curve.empty(); ++i)
    row.number("final_" + result.figures[i], result.curve.back().figure[i]);
  add_target(row, "loss", e.loss_target(), result.loss_target);
  add_target(row, "accuracy", e.accuracy_target(), result.accuracy_target);
  const StalenessSummary staleness = staleness_of_all(result);
  row.number("mean_staleness_updates", staleness.mean());
  row.number("max_staleness_updates", staleness.most);
  for (Activity activity : reported_activities)
    row.number(std::string(name_of(activity)) + "_share", share_of_time(result, activity));
  row.number("sent_bytes", sent_bytes(result));
  row.number("dropped_gradients", sum(result.dropped));
  row.number("cancelled_gradients", sum(result.cancelled));
  row.number("events", result.events);
  for (const auto& [name, value] : result.measures) row.number(name, value);
  return {std::move(key), row.table(), curve_csv(result)};
}

RunRecord failure(std::string key, std::string_view reason) {
  Row row;
  row.add("outcome", failed_outcome);
  row.add("reason", csv_cell(reason));
  return {std::move(key), row.table(), ""};
}

}  // namespace dawdle
