// From bytes to JSON values. Finds what nlohmann/json lets through: duplicate keys (the last would win), endless
// nesting, a NUL byte (it would end the text), numbers no double can hold; and reports each as a Problem, never an
// exception.
#pragma once

#include "sim/scenario/problem.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dawdle {

// Far above any scenario; whatever it holds, a file of this size is read or refused within a second or so.
inline constexpr std::size_t max_json_bytes = 16'000'000;
inline constexpr std::size_t max_json_depth = 64;

// The value written in `text` (UTF-8, a byte order mark allowed), or nothing and at least one problem.
std::optional<nlohmann::json> parse_json(std::string_view text, std::vector<Problem>& problems);

// The same of a file's content.
std::optional<nlohmann::json> read_json(const std::filesystem::path& path, std::vector<Problem>& problems);

// The system's reason why the file cannot be opened for reading; empty when it can.
std::string why_unreadable(const std::filesystem::path& path);

}  // namespace dawdle
