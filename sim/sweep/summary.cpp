#include "sim/sweep/summary.hpp"

#include "sim/sweep/csv.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace dawdle {

namespace {

constexpr std::string_view time_to = "time_to_";

bool is_summarised(std::string_view column) {
  return column.starts_with(time_to) || column.starts_with("final_") || column == "time_s" || column == "updates" ||
         column == "mean_staleness_updates" || column == "wait_share";
}

std::optional<double> number_in(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc{} && !cell.empty() ? std::optional(value) : std::nullopt;
}

std::string cell(const std::optional<double>& value) { return value ? fmt::format(",{}", *value) : ","; }

// loss_target_reached, of time_to_loss_target_s
std::string reached_column(std::string_view column) {
  return fmt::format("{}_reached", column.substr(time_to.size(), column.rfind("_s") - time_to.size()));
}

}  // namespace

Summary::Summary(const std::vector<std::string>& columns) {
  const auto place = [&columns](std::string_view name) {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
  };
  time_ = place("time_s");
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (is_summarised(columns[i]))
      figures_.push_back({columns[i], i, columns[i].starts_with(time_to) ? place(reached_column(columns[i])) : 0});
}

std::string Summary::header() const {
  std::string out = "runs,diverged,failed";
  for (const Figure& figure : figures_) {
    for (const char* what : {"mean", "sd", "q1", "median", "q3", "mean_low95", "mean_high95"})
      out += fmt::format(",{}_{}", figure.name, what);
    if (figure.reached)
      out += fmt::format(",{}_censored", figure.name);
  }
  return out;
}

void Summary::add(std::string_view row) {
  const auto cells = csv_cells(row);
  ++runs_;
  if (cells[0] == "failed") {
    ++failed_;
    return;
  }
  const bool diverged = cells[0] == "diverged";
  diverged_ += diverged;
  for (Figure& figure : figures_) observe(figure, cells, diverged);
}

// A run that diverged will never reach its target, however long; its last loss is no number to average.
void Summary::observe(Figure& figure, const std::vector<std::string_view>& cells, bool diverged) {
  const auto value = number_in(cells[figure.column]);
  if (value && std::isfinite(*value))
    figure.observations.push_back({*value, false});
  else if (figure.reached && cells[figure.reached] == "0")
    figure.observations.push_back(
        {diverged ? std::numeric_limits<double>::infinity() : number_in(cells[time_]).value_or(0), true});
}

std::string Summary::finish(std::uint64_t point) {
  std::string out = fmt::format("{},{},{}", runs_, diverged_, failed_);
  for (Figure& figure : figures_) {
    const Statistics s = statistics_of(figure.observations, point);
    for (const auto& value :
         {s.mean, s.deviation, s.quartile[0], s.quartile[1], s.quartile[2], s.interval[0], s.interval[1]})
      out += cell(value);
    if (figure.reached)
      out += fmt::format(",{}", s.censored);
    figure.observations.clear();
  }
  runs_ = diverged_ = failed_ = 0;
  return out;
}

}  // namespace dawdle
