// "Did you mean": the nearest of the names that would have been right.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace dawdle {

// Restricted Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of
// neighbours, each byte edited once. ASCII case counts nothing. (Boost 1.74 has no edit distance.)
std::size_t edit_distance(std::string_view a, std::string_view b);

// The first of the names at the smallest distance from `given`, if that is within a third of its length (at least 1)
// and leaves something of it unchanged; else empty.
std::string_view nearest(std::string_view given, std::span<const std::string_view> names);

}  // namespace dawdle
