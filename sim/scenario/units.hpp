// Quantities with units: "20 us", "10 Gbit/s", "97.5 MB". In the program everything is SI and bytes.
#pragma once

#include "sim/core/options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dawdle {

// The value in seconds, bytes or bytes per second, or nothing when the text is not a finite number and a unit of that
// dimension. It is the double nearest to the decimal value: "20 us" is 20e-6, not 20 * 1e-6.
std::optional<double> parse_quantity(std::string_view text, Unit unit);

// Whether the text is a number alone, so that a message can say what is missing.
bool lacks_unit(std::string_view text);
// Whether it is a number and the name of no unit of that dimension.
bool has_unknown_unit(std::string_view text, Unit unit);

// The words of a message about a dimension: a duration, such as "20 us", in seconds.
struct UnitWords {
  std::string_view noun, example, base;
};
// The names of its units, with commas.
std::string unit_names(Unit unit);
UnitWords unit_words(Unit unit);

// A regular expression (ECMA 262) for what parse_quantity accepts.
std::string quantity_pattern(Unit unit);

}  // namespace dawdle
