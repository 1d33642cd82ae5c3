#include "models/data/parse.hpp"

#include <charconv>
#include <cmath>

namespace models {
namespace {

std::optional<double> parse(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-')
    text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

}  // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// By way of a double, so that a value too small for a float becomes 0 instead of an error.
std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    cells.push_back(trim(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return cells;
}

template <class T>
std::optional<T> parse_finite(std::string_view text) {
  const std::optional<double> value = parse(text);
  if (!value || !std::isfinite(static_cast<T>(*value)))
    return std::nullopt;
  return static_cast<T>(*value);
}
template std::optional<float> parse_finite(std::string_view);
template std::optional<double> parse_finite(std::string_view);

bool is_number(std::string_view text) { return parse(text).has_value(); }

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string out = "\"";
  for (char c : text.substr(0, longest)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (text.size() > longest ? "...\"" : "\"");
}

}  // namespace models
