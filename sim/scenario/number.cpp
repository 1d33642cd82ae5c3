#include "sim/scenario/number.hpp"

#include "sim/scenario/units.hpp"

#include <fmt/format.h>
#include <cmath>
#include <cstdint>

namespace dawdle {
namespace {

using nlohmann::json;

// " above 0 and of at most 1"; empty when anything goes.
std::string range_words(const Rule& rule) {
  if (std::isfinite(rule.min) && std::isfinite(rule.max))
    return fmt::format(" from {} to {}", rule.min, rule.max);
  std::string words;
  const auto add = [&words](std::string_view word, double bound) {
    if (std::isfinite(bound))
      words += fmt::format("{} {} {}", words.empty() ? "" : " and", word, bound);
  };
  add("of at least", rule.min);
  add("above", rule.above);
  add("of at most", rule.max);
  add("below", rule.below);
  return words;
}

// For the value of the right type but out of range.
std::string wanted_range(const Number& number) {
  const std::string range = range_words(number.rule);
  if (number.unit == Unit::none || range.empty())
    return wanted(number);
  const auto [noun, example, base] = unit_words(number.unit);
  return fmt::format("{}{} {}", noun, range, base);
}

bool is_within(double value, const Rule& rule) {
  return std::isfinite(value) && value >= rule.min && value > rule.above && value <= rule.max && value < rule.below;
}

bool exceeds_64_bits(double value) { return value >= 0x1p63 || value < -0x1p63; }

void extract(const json& value, Unit unit, std::optional<double>& out) {
  if (value.is_number())
    out = value.get<double>();
  else if (value.is_string() && unit != Unit::none)
    out = parse_quantity(value.get_ref<const std::string&>(), unit);
}

void extract(const json& value, Unit, std::optional<std::int64_t>& out) {
  // nlohmann keeps what fits 64 bits as an integer (unsigned when not negative), and anything else as a double.
  if (value.is_number_float()) {
    const double real = value.get<double>();
    if (real == std::trunc(real) && !exceeds_64_bits(real))
      out = static_cast<std::int64_t>(real);
  } else if (value.is_number_unsigned()) {
    if (value.get<std::uint64_t>() <= INT64_MAX)
      out = value.get<std::int64_t>();
  } else if (value.is_number_integer()) {
    out = value.get<std::int64_t>();
  }
}

}  // namespace

std::string wanted(const Number& number) {
  if (number.unit == Unit::none)
    return (number.integral ? "an integer" : "a number") + range_words(number.rule);
  const auto [noun, example, base] = unit_words(number.unit);
  return fmt::format("{} such as \"{}\" or a number of {}", noun, example, base);
}

template <class T>
std::optional<T> read_number(const json& value, const Number& number, std::string pointer,
                             std::vector<Problem>& problems) {
  std::optional<T> result;
  extract(value, number.unit, result);
  if (result && is_within(static_cast<double>(*result), number.rule))
    return result;
  std::string expected = result ? wanted_range(number) : wanted(number);
  if (number.integral && value.is_number() && exceeds_64_bits(value.get<double>()))
    expected = "an integer that fits 64 bits";
  std::string got = shown(value);
  if (number.unit != Unit::none && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (lacks_unit(text))
      got += " without a unit";
    else if (has_unknown_unit(text, number.unit))
      got += fmt::format(", whose unit is none of {}", unit_names(number.unit));
  }
  problems.push_back(expected_got(std::move(pointer), expected, got));
  return std::nullopt;
}

template std::optional<double> read_number(const json&, const Number&, std::string, std::vector<Problem>&);
template std::optional<std::int64_t> read_number(const json&, const Number&, std::string, std::vector<Problem>&);

}  // namespace dawdle
