// The files of scenarios/golden: what its tests have in common.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace golden {

inline constexpr std::string_view expected_suffix = ".expected.json";

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The names (without .json) of the scenarios, or of the expected results, in alphabetical order.
inline std::vector<std::string> names(bool expected) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(DAWDLE_SOURCE_DIR "/scenarios/golden")) {
    const std::string name = entry.path().filename().string();
    const std::string_view suffix = name.ends_with(expected_suffix) ? expected_suffix : ".json";
    if (name.ends_with(suffix) && (suffix == expected_suffix) == expected)
      out.push_back(name.substr(0, name.size() - suffix.size()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline std::filesystem::path path(const std::string& name, std::string_view suffix = ".json") {
  return std::filesystem::path(DAWDLE_SOURCE_DIR "/scenarios/golden") / (name + std::string(suffix));
}

}  // namespace golden
