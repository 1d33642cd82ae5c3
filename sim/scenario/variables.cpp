#include "sim/scenario/variables.hpp"

#include "sim/scenario/units.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace dawdle {

namespace {

using nlohmann::json;

std::optional<double> number_in(const json& value) {
  if (value.is_number())
    return value.get<double>();
  if (value.is_string())
    for (const Unit unit : {Unit::seconds, Unit::bytes, Unit::bytes_per_second})
      if (const auto quantity = parse_quantity(value.get_ref<const std::string&>(), unit))
        return quantity;
  return std::nullopt;
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }

}  // namespace

Variables::Variables(const json& document) { add("", document); }

void Variables::add(const std::string& path, const json& value) {
  if (value.is_object())
    for (const auto& [key, member] : value.items()) add(path.empty() ? key : path + "." + key, member);
  else if (const auto number = number_in(value))
    numbers_.emplace_back(path, *number);
}

const double* Variables::find(const std::string& name, const std::string& pointer,
                              std::vector<Problem>& problems) const {
  const std::pair<std::string, double>* found = nullptr;
  for (const auto& number : numbers_) {
    if (number.first == name)
      return &number.second;  // a whole path: no other can be meant
    if (!number.first.ends_with("." + name))
      continue;
    if (found) {
      problems.push_back(
          expected_got(pointer, "the name of one value",
                       fmt::format("{}, which is {} and {}", in_quotes(name), found->first, number.first)));
      return nullptr;
    }
    found = &number;
  }
  if (!found)
    problems.push_back(unknown(name, pointer));
  return found ? &found->second : nullptr;
}

Problem Variables::unknown(const std::string& name, const std::string& pointer) const {
  const bool whole = name.find('.') != name.npos;
  std::vector<std::string_view> names;
  for (const auto& [path, value] : numbers_) names.push_back(whole ? std::string_view(path) : last_part(path));
  return unknown_name(pointer, "number of the scenario", names, "the name " + in_quotes(name), name);
}

std::optional<double> Variables::evaluate(Expression& expression, const std::string& pointer,
                                          std::vector<Problem>& problems) const {
  std::vector<double> values;
  for (const std::string& name : expression.variables()) {
    const double* value = find(name, pointer, problems);
    if (!value)
      return std::nullopt;
    values.push_back(*value);
  }
  try {
    return rounded(expression(values));
  } catch (const std::domain_error& e) {
    problems.push_back(
        expected_got(pointer, "a finite value", fmt::format("{} in {}", e.what(), in_quotes(expression.text(), 80))));
  }
  return std::nullopt;
}

}  // namespace dawdle
