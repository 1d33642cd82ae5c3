#include "models/data/ratings.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace models {
namespace {

using Identifiers = std::vector<std::int64_t>;

std::string_view take_cell(std::string_view& rest, std::string_view separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view cell = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + separator.size(), rest.size()));
  return cell;
}

std::int64_t identifier(const LineReader& lines, std::string_view text, std::string_view what) {
  constexpr double most = 0x1p53;  // beyond it doubles are not all whole numbers
  const double value = lines.number<double>(text, what);
  if (value != std::floor(value) || std::abs(value) > most)
    lines.fail_expecting(what, text);
  return static_cast<std::int64_t>(value);
}

// Replaces each identifier by its place among the distinct ones, and returns how many these are.
std::size_t number(Identifiers& ids) {
  Identifiers distinct = ids;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (std::int64_t& id : ids) id = std::lower_bound(distinct.begin(), distinct.end(), id) - distinct.begin();
  return distinct.size();
}

template <class T>
struct Ratings {
  Identifiers user, item;  // (n)
  std::vector<T> value;    // (n)
};

template <class T>
Ratings<T> read(const std::string& path, std::string_view separator) {
  Ratings<T> out;
  LineReader lines(path);
  std::string_view line;
  bool first = true;
  while (lines.next(line)) {
    std::array<std::string_view, 3> cell;
    for (std::string_view& c : cell) c = take_cell(line, separator);
    const bool header = std::exchange(first, false) && std::none_of(cell.begin(), cell.end(), is_number);
    if (header && !cell[2].empty())
      continue;
    out.user.push_back(identifier(lines, cell[0], "a whole number as user in column 1"));
    out.item.push_back(identifier(lines, cell[1], "a whole number as item in column 2"));
    out.value.push_back(lines.number<T>(cell[2], "a finite number as rating in column 3"));
  }
  if (out.value.empty())
    throw DataError(path + ": expected ratings, got none");
  return out;
}

}  // namespace

template <class T>
Split<T> RatingsData::make(std::uint64_t /*seed*/) const {
  Ratings<T> ratings = read<T>(file, separator);
  const std::size_t users = number(ratings.user), items = number(ratings.item);
  if (users + items > UINT32_MAX)
    throw DataError(fmt::format("{}: expected fewer than 2^32 users and items, got {}", file, users + items));
  Split<T> split;
  Dataset<T>& data = split.train;
  data.n = ratings.value.size();
  data.d = users + items;
  for (std::size_t i = 0; i < data.n; ++i) {
    data.sparse.column.push_back(static_cast<std::uint32_t>(ratings.user[i]));
    data.sparse.column.push_back(static_cast<std::uint32_t>(users + static_cast<std::size_t>(ratings.item[i])));
    data.sparse.begin.push_back(data.sparse.column.size());
  }
  data.sparse.value.assign(2 * data.n, T{1});
  data.target = std::move(ratings.value);
  return split;
}

template Split<float> RatingsData::make(std::uint64_t) const;
template Split<double> RatingsData::make(std::uint64_t) const;

}  // namespace models
