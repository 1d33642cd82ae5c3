// A number as a scenario may give it: what it must be, and reading it from JSON without nlohmann's silent conversions.
#pragma once

#include "sim/core/options.hpp"
#include "sim/scenario/problem.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace dawdle {

// An integer has no unit.
struct Number {
  bool integral;
  Unit unit;
  Rule rule;
};

// "a number above 0", "a duration such as ...": for the value that is missing or of another type.
std::string wanted(const Number& number);

// The value as a T (double or std::int64_t). Nothing, and a problem at `pointer`, when it is no such number. 1e3 is an
// integer, 8.7 is not; neither is anything beyond 64 bits.
template <class T>
std::optional<T> read_number(const nlohmann::json& value, const Number& number, std::string pointer,
                             std::vector<Problem>& problems);

}  // namespace dawdle
