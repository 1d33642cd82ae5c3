#include "sim/scenario/expression.hpp"

#include <fmt/format.h>
#include <cfenv>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace dawdle {

namespace {

constexpr const char* name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

// muparser would assign: "workers = 4" would then be a condition that always holds.
bool assigns(const std::string& text) {
  const auto is_one_of = [&text](std::size_t i, std::string_view set) {
    return i < text.size() && set.find(text[i]) != set.npos;
  };
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '=' && !is_one_of(i + 1, "=") && !is_one_of(i - 1, "=<>!"))
      return true;
  return false;
}

}  // namespace

Expression::Expression(const std::string& text) : text_(text) {
  if (assigns(text))
    throw std::invalid_argument("\"==\" to compare, got \"=\"");
  try {
    parser_.DefineNameChars(name_characters);
    parser_.EnableOptimizer(false);  // it would divide constants once and for all, unseen
    parser_.SetExpr(text);
    for (const auto& [name, value] : parser_.GetUsedVar()) names_.push_back(name);
    values_.resize(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) parser_.DefineVar(names_[i], &values_[i]);
    int results = 0;
    parser_.Eval(results);  // now the syntax is checked
    if (results != 1)
      throw std::invalid_argument(fmt::format("one expression, got {} with commas between them", results));
  } catch (const mu::Parser::exception_type& e) {
    throw std::invalid_argument("an expression, got one with this wrong: " + e.GetMsg());
  }
}

double Expression::operator()(std::span<const double> values) {
  std::copy(values.begin(), values.end(), values_.begin());
  // The processor's flags also tell of what vanishes on the way to the end: 1 / (1 / 0) is 0.
  std::feclearexcept(FE_ALL_EXCEPT);
  const double value = parser_.Eval();
  if (std::fetestexcept(FE_DIVBYZERO))
    throw std::domain_error("a division by zero");
  if (std::fetestexcept(FE_INVALID | FE_OVERFLOW) || !std::isfinite(value))
    throw std::domain_error("a number that is not finite");
  return value;
}

double rounded(double value) {
  if (value == std::trunc(value))
    return value;
  return std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr);
}

}  // namespace dawdle
