#include "sim/scenario/units.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <vector>

namespace dawdle {
namespace {

// A unit is times * 10^ten * 2^two of the base unit. Scaling a decimal by the first two is exact in its digits, a
// double by the third in its exponent: the value is rounded once.
struct Scale {
  std::string_view name;
  int times, ten, two;
};

constexpr auto durations = std::to_array<Scale>({{"ns", 1, -9, 0},
                                                 {"us", 1, -6, 0},
                                                 {"\u00b5s", 1, -6, 0},  // micro sign
                                                 {"\u03bcs", 1, -6, 0},  // Greek mu
                                                 {"ms", 1, -3, 0},
                                                 {"s", 1, 0, 0},
                                                 {"min", 6, 1, 0},
                                                 {"h", 36, 2, 0},
                                                 {"d", 864, 2, 0},
                                                 {"days", 864, 2, 0}});

constexpr auto sizes = std::to_array<Scale>({{"B", 1, 0, 0},
                                             {"kB", 1, 3, 0},
                                             {"MB", 1, 6, 0},
                                             {"GB", 1, 9, 0},
                                             {"TB", 1, 12, 0},
                                             {"KiB", 1, 0, 10},
                                             {"MiB", 1, 0, 20},
                                             {"GiB", 1, 0, 30},
                                             {"TiB", 1, 0, 40},
                                             {"bit", 1, 0, -3},
                                             {"kbit", 1, 3, -3},
                                             {"Mbit", 1, 6, -3},
                                             {"Gbit", 1, 9, -3},
                                             {"Tbit", 1, 12, -3}});

// A bandwidth is a size followed by "/s", or one of these.
constexpr std::string_view per_second = "/s";
constexpr auto short_rates =
    std::to_array<Scale>({{"kbps", 1, 3, -3}, {"Mbps", 1, 6, -3}, {"Gbps", 1, 9, -3}, {"Tbps", 1, 12, -3}});

const Scale* named(std::span<const Scale> scales, std::string_view name) {
  for (const Scale& scale : scales)
    if (scale.name == name)
      return &scale;
  return nullptr;
}

const Scale* find_scale(std::string_view name, Unit unit) {
  if (unit == Unit::seconds)
    return named(durations, name);
  if (unit == Unit::bytes)
    return named(sizes, name);
  if (unit == Unit::bytes_per_second && name.ends_with(per_second))
    return named(sizes, name.substr(0, name.size() - per_second.size()));
  return unit == Unit::bytes_per_second ? named(short_rates, name) : nullptr;
}

void skip_spaces(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); }

// (-1)^negative * digits * 10^exponent
struct Decimal {
  bool negative = false;
  std::string digits;
  long exponent = 0;
};

bool take(std::string_view& text, std::string_view any_of) {
  const bool found = !text.empty() && any_of.find(text.front()) != any_of.npos;
  if (found)
    text.remove_prefix(1);
  return found;
}

void take_digits(std::string_view& text, std::string& digits) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  digits += text.substr(0, count);
  text.remove_prefix(count);
}

// "e-6" and the like. What merely starts with an e is left for the unit.
void take_exponent(std::string_view& text, long& exponent) {
  std::string_view rest = text;
  if (!take(rest, "eE"))
    return;
  const bool negative = rest.starts_with('-');
  take(rest, "+-");
  int power = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), power);
  if (error != std::errc{} || power < 0)
    return;
  exponent += negative ? -power : power;
  text = rest.substr(static_cast<std::size_t>(end - rest.data()));
}

// Takes a decimal number off the front of the text.
std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  take(text, "+-");
  take_digits(text, decimal.digits);
  const std::size_t whole = decimal.digits.size();
  if (take(text, "."))
    take_digits(text, decimal.digits);
  if (decimal.digits.empty())
    return std::nullopt;
  decimal.exponent = -static_cast<long>(decimal.digits.size() - whole);
  take_exponent(text, decimal.exponent);
  return decimal;
}

// Leaves the unit, without spaces around it.
std::optional<Decimal> take_number(std::string_view& text) {
  skip_spaces(text);
  const std::optional<Decimal> decimal = take_decimal(text);
  skip_spaces(text);
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  return decimal;
}

std::string multiplied(std::string digits, int factor) {
  int carry = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    carry += (*digit - '0') * factor;
    *digit = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  return std::to_string(carry) + digits;
}

std::optional<double> scaled(const Decimal& decimal, const Scale& scale) {
  const std::string text = fmt::format("{}{}e{}", decimal.negative ? "-" : "", multiplied(decimal.digits, scale.times),
                                       decimal.exponent + scale.ten);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  value = std::ldexp(value, scale.two);
  if (error != std::errc{} || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::string alternatives(std::span<const Scale> scales) {
  std::vector<std::string_view> names;
  for (const Scale& scale : scales) names.push_back(scale.name);
  return fmt::format("{}", fmt::join(names, "|"));
}

}  // namespace

std::optional<double> parse_quantity(std::string_view text, Unit unit) {
  const std::optional<Decimal> decimal = take_number(text);
  const Scale* scale = decimal ? find_scale(text, unit) : nullptr;
  return scale ? scaled(*decimal, *scale) : std::nullopt;
}

bool lacks_unit(std::string_view text) { return take_number(text) && text.empty(); }

bool has_unknown_unit(std::string_view text, Unit unit) {
  return take_number(text) && !text.empty() && !find_scale(text, unit);
}

UnitWords unit_words(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return {"a duration", "20 us", "seconds"};
    case Unit::bytes:
      return {"a size", "100 MB", "bytes"};
    case Unit::bytes_per_second:
      return {"a bandwidth", "10 Gbit/s", "bytes/s"};
    case Unit::none:
      break;
  }
  return {"a number", "", ""};
}

std::string unit_names(Unit unit) {
  std::vector<std::string> names;
  for (const Scale& scale : unit == Unit::seconds ? std::span<const Scale>(durations) : sizes)
    if (scale.name.find_first_of("\u00b5\u03bc") == scale.name.npos)  // which few keyboards have
      names.push_back(std::string(scale.name) + std::string(unit == Unit::bytes_per_second ? per_second : ""));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string quantity_pattern(Unit unit) {
  std::string units = alternatives(unit == Unit::seconds ? std::span<const Scale>(durations) : sizes);
  if (unit == Unit::bytes_per_second)
    units = fmt::format("({}){}|{}", units, per_second, alternatives(short_rates));
  return fmt::format(R"(^ *[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)? *({}) *$)", units);
}

}  // namespace dawdle
