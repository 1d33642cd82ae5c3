#include "sim/scenario/problem.hpp"

#include "sim/scenario/spelling.hpp"

#include <fmt/format.h>
#include <cmath>

namespace dawdle {

std::string message(std::string_view file, const Problem& problem) {
  if (problem.line > 0)
    return fmt::format("{}:{}:{}: {}", file, problem.line, problem.column, problem.text);
  if (problem.pointer.empty())
    return fmt::format("{}: {}", file, problem.text);
  // Escaped as RFC 6901, section 5, has it, for a key may hold a newline; without the quotes.
  const std::string pointer = in_quotes(problem.pointer, 200);
  return fmt::format("{}: {}: {}", file, std::string_view(pointer).substr(1, pointer.size() - 2), problem.text);
}

Problem expected_got(std::string pointer, std::string_view expected, std::string_view got) {
  return {std::move(pointer), fmt::format("expected {}, got {}", expected, got)};
}

Problem unknown_name(std::string pointer, std::string_view what, std::span<const std::string_view> names,
                     std::string_view got, std::string_view given) {
  constexpr std::size_t few = 15;
  std::string expected;
  for (std::string_view name : names) expected += (expected.empty() ? "" : ", ") + in_quotes(name);
  if (names.size() > 1)
    expected = "one of " + expected;
  const std::string_view near = nearest(given, names);
  if (names.empty() || (names.size() > few && !near.empty()))
    expected = fmt::format("a known {}", what);
  Problem problem = expected_got(std::move(pointer), expected, got);
  if (!near.empty())
    problem.text += fmt::format("; did you mean {}?", in_quotes(near));
  return problem;
}

std::string child_pointer(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  for (char c : key) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

std::string shown(const nlohmann::json& value) {
  if (value.is_string())
    return "the string " + in_quotes(value.get_ref<const std::string&>());
  if (value.is_object())
    return "an object";
  if (value.is_array())
    return value.empty() ? "an empty array" : fmt::format("an array of {}", value.size());
  if (value.is_number_float() && std::isnan(value.get<double>()))
    return "NaN";  // dump() would write null
  if (value.is_number_float() && std::isinf(value.get<double>()))
    return value.get<double>() > 0 ? "infinity" : "-infinity";
  return value.dump();
}

std::string in_quotes(std::string_view text, std::size_t limit) {
  const auto continues = [](char c) { return (c & 0xC0) == 0x80; };
  std::string cut(text.substr(0, limit));
  if (text.size() > limit) {
    // Not in the middle of a character: step back over the bytes that continue one.
    std::size_t end = limit;
    while (end > 0 && continues(text[end])) --end;
    cut = std::string(text.substr(0, end)) + "...";
  }
  return nlohmann::json(std::move(cut)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace dawdle
