#include "sim/scenario/sweep_values.hpp"

#include "sim/scenario/expression.hpp"
#include "sim/scenario/reader.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace dawdle {

namespace {

using nlohmann::json;

struct Range {
  double from = 0, to = 0;
  std::optional<double> step, factor;
  std::optional<std::int64_t> count;
  std::string scale = "linear";

  void describe(Fields& fields) {
    fields.number("from", from, {.required = true}, "first value");
    fields.number("to", to, {.required = true}, "last value, if the steps meet it");
    fields.number("step", step, {}, "added from value to value");
    fields.number("factor", factor, {.above = 0}, "multiplied from value to value");
    fields.integer("count", count, {.min = 2, .max = max_sweep_runs}, "how many values, ends included");
    fields.choice("scale", scale, {"linear", "log"}, "how the values of a count are spaced");
    if (step.has_value() + factor.has_value() + count.has_value() != 1)
      fields.complain("", "a range with either \"step\", \"factor\" or \"count\"");
    if ((factor || scale == "log") && !(from > 0 && to > 0))
      fields.complain("from", "two ends above 0");
    if (const double n = size(); !(n >= 1 && n <= static_cast<double>(max_sweep_runs)))
      fields.complain("", fmt::format("a range of 1 to {} values", max_sweep_runs));
  }

  // Steps that miss the end by rounding alone meet it.
  double size() const {
    constexpr double slack = 1e-9;
    if (step)
      return std::floor((to - from) / *step + slack) + 1;
    if (factor)
      return std::floor(std::log(to / from) / std::log(*factor) + slack) + 1;
    return static_cast<double>(count.value_or(1));
  }

  double at(double i) const {
    if (step)
      return from + i * *step;
    if (factor)
      return from * std::pow(*factor, i);
    const double part = i / static_cast<double>(*count - 1);
    return scale == "log" ? from * std::pow(to / from, part) : from + part * (to - from);
  }
};

// Takes the unit off "10 Gbit/s", which becomes 10; nothing happens to what is no quantity.
std::string take_unit(json& end) {
  if (!end.is_string())
    return "";
  const std::string text = end.get<std::string>();
  char* rest = nullptr;
  const double value = std::strtod(text.c_str(), &rest);
  const std::string unit(rest);
  if (rest == text.c_str() || unit.empty())
    return "";
  end = value;
  return unit;
}

std::vector<json> range_values(json object, const std::string& pointer, std::vector<Problem>& problems) {
  std::string units[2];
  for (int i : {0, 1})
    if (const auto end = object.find(i == 0 ? "from" : "to"); end != object.end())
      units[i] = take_unit(*end);
  if (units[0] != units[1]) {
    problems.push_back(expected_got(pointer, "two ends of one unit",
                                    fmt::format("{} and {}", in_quotes(units[0]), in_quotes(units[1]))));
    return {};
  }
  Range range;
  JsonReader::Context context{{}, problems};
  const std::size_t before = problems.size();
  JsonReader::read(object, pointer, context, [&](Fields& fields) { range.describe(fields); });
  std::vector<json> values;
  for (double i = 0, n = range.size(); problems.size() == before && i < n; ++i) {
    const double value = rounded(range.at(i));
    values.push_back(units[0].empty() ? as_json(value) : json(fmt::format("{}{}", value, units[0])));
  }
  return values;
}

}  // namespace

json as_json(double value) {
  constexpr double exact = 0x1p53;
  return value == std::trunc(value) && std::abs(value) < exact ? json(static_cast<std::int64_t>(value)) : json(value);
}

std::vector<json> sweep_values(const json& value, const std::string& pointer, std::vector<Problem>& problems) {
  if (value.is_object())
    return range_values(value, pointer, problems);
  if (value.is_array() && !value.empty() && value.size() <= max_sweep_runs)
    return {value.begin(), value.end()};
  problems.push_back(expected_got(
      pointer, "an array of values or a range such as {\"from\": 1, \"to\": 8, \"step\": 1}", shown(value)));
  return {};
}

}  // namespace dawdle
