#include "models/data/csv.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace models {
namespace {

using Cells = std::vector<std::string_view>;

// The cell at the start of `rest`, taken off it together with the separator behind. False: a quote is out of place.
bool take_cell(std::string_view& rest, char separator, std::string_view& cell) {
  const std::size_t quote = rest.find_first_not_of(' ');
  const bool is_quoted = quote != rest.npos && rest[quote] == '"';
  const std::size_t closing = is_quoted ? rest.find('"', quote + 1) : 0;
  if (closing == rest.npos)
    return false;
  const std::size_t end = std::min(rest.find(separator, closing), rest.size());
  cell = trim(rest.substr(0, end));
  if (is_quoted) {
    if (cell.back() != '"' || cell.size() != closing - quote + 1)
      return false;
    cell = cell.substr(1, cell.size() - 2);
  }
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return true;
}

template <class T>
void append_features(const LineReader& lines, const Cells& cells, std::size_t target_at, Dataset<T>& out) {
  for (std::size_t j = 0; j < cells.size(); ++j) {
    if (j == target_at)
      continue;
    const std::optional<T> x = parse_finite<T>(cells[j]);
    if (!x)
      lines.fail(fmt::format("column {}: expected a finite number, got {}", j + 1, quoted(cells[j])));
    out.dense.push_back(*x);
  }
}

}  // namespace

void CsvData::cut(const LineReader& lines, std::string_view line, Cells& cells) const {
  cells.clear();
  const bool open_end = line.back() == separator[0];  // "1,2," has three cells
  while (!line.empty()) {
    if (!take_cell(line, separator[0], cells.emplace_back()))
      lines.fail(fmt::format("expected a separator after the closing quote of cell {}", cells.size()));
  }
  if (open_end)
    cells.emplace_back();
}

bool CsvData::is_header(const Cells& first) const {
  return header == "yes" || (header == "auto" && std::none_of(first.begin(), first.end(), is_number));
}

std::size_t CsvData::target_column(const LineReader& lines, const Cells& first, bool named) const {
  if (target.empty())
    return first.size() - 1;
  const auto name = std::find(first.begin(), first.end(), target);
  if (named && name != first.end())
    return static_cast<std::size_t>(std::distance(first.begin(), name));
  std::size_t number = 0;
  const char* end = target.data() + target.size();
  if (std::from_chars(target.data(), end, number).ptr == end && number >= 1 && number <= first.size())
    return number - 1;
  const std::string names = named ? quoted(fmt::format("{}", fmt::join(first, ", "))) : "no header";
  lines.fail(fmt::format("expected a target column {}, got columns 1..{} and {}", quoted(target), first.size(), names));
}

template <class T>
std::vector<std::size_t> CsvData::read(const std::string& path, Dataset<T>& out) const {
  LineReader lines(path);
  std::vector<std::size_t> places;
  std::string_view line;
  Cells cells;
  bool more = lines.next(line);
  if (!more)
    throw DataError(path + ": expected samples, got an empty file");
  cut(lines, line, cells);
  const std::size_t width = cells.size();
  if (width < 2)
    lines.fail("expected features and a target, got one column; is the separator right?");
  const bool named = is_header(cells);
  const std::size_t target_at = target_column(lines, cells, named);
  if (named)
    more = lines.next(line);
  if (!more)
    throw DataError(path + ": expected samples, got a header only");
  for (; more; more = lines.next(line)) {
    cut(lines, line, cells);
    if (cells.size() != width)
      lines.fail(fmt::format("expected {} columns, got {}", width, cells.size()));
    append_features(lines, cells, target_at, out);
    append_target(lines, cells[target_at], out);
    places.push_back(lines.line());
    ++out.n;
  }
  out.d = width - 1;
  return places;
}

template <class T>
Split<T> CsvData::make(std::uint64_t /*seed*/) const {
  if (separator.size() != 1)
    throw DataError("separator: expected one character, got " + quoted(separator));
  Split<T> split = read_files<T>();
  require_same_width(split, file, test_file);
  return split;
}

template Split<float> CsvData::make(std::uint64_t) const;
template Split<double> CsvData::make(std::uint64_t) const;

}  // namespace models
