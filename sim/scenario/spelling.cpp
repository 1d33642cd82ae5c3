#include "sim/scenario/spelling.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

namespace dawdle {
namespace {

bool same(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Row i holds the distances from a[0, i) to every b[0, j); a swap looks two rows up.
  std::vector<std::size_t> two_up, up(b.size() + 1), row(b.size() + 1);
  std::iota(up.begin(), up.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], two_up[j - 2] + 1);
    }
    two_up = std::exchange(up, row);
  }
  return up[b.size()];
}

std::string_view nearest(std::string_view given, std::span<const std::string_view> names) {
  std::string_view best;
  std::size_t limit = std::max<std::size_t>(1, given.size() / 3);
  for (std::string_view name : names) {
    // The distance is at least the difference in length: a key of a megabyte costs nothing.
    const auto [shorter, longer] = std::minmax({given.size(), name.size()});
    if (longer - shorter > limit)
      continue;
    const std::size_t distance = edit_distance(given, name);
    if (distance < longer && (distance < limit || (best.empty() && distance == limit))) {
      best = name;
      limit = distance;
    }
  }
  return best;
}

}  // namespace dawdle
