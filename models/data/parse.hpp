// Numbers and names as text files hold them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// `text` without the blanks around it.
std::string_view trim(std::string_view text);

// The cells of a line of comma-separated values, trimmed; quotes mean nothing here.
std::vector<std::string_view> cells_of(std::string_view line);

// The whole of `text` as a number that is finite as a T (float, double); nothing when it is none. Blanks around it and
// a plus sign before it do not matter.
template <class T>
std::optional<T> parse_finite(std::string_view text);

// Whether the whole of `text` is a number, nan and inf included.
bool is_number(std::string_view text);

// `text` in quotes, made printable and short enough for an error message.
std::string quoted(std::string_view text);

}  // namespace models
