#include "sim/sweep/csv.hpp"

#include <algorithm>

namespace dawdle {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos)
    return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"')
      out += '"';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + '"';
}

std::vector<std::string_view> csv_cells(std::string_view row) {
  std::vector<std::string_view> cells;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '"')
      quoted = !quoted;
    if (row[i] != ',' || quoted)
      continue;
    cells.push_back(row.substr(begin, i - begin));
    begin = i + 1;
  }
  cells.push_back(row.substr(begin));
  return cells;
}

std::string_view next_row(std::string_view& table) {
  const std::size_t end = std::min(table.find('\n'), table.size());
  const std::string_view row = table.substr(0, end);
  table.remove_prefix(std::min(end + 1, table.size()));
  return row;
}

void CommonColumns::add(std::string_view header) {
  if (header == last_)
    return;
  last_ = header;
  for (std::string_view name : csv_cells(header))
    if (std::find(names_.begin(), names_.end(), name) == names_.end())
      names_.emplace_back(name);
}

std::string CommonColumns::header() const {
  std::string out;
  for (const std::string& name : names_) out += (out.empty() ? "" : ",") + name;
  return out;
}

std::vector<std::size_t> CommonColumns::places(std::string_view header) const {
  const auto given = csv_cells(header);
  std::vector<std::size_t> places;
  for (const std::string& name : names_) {
    const auto found = std::find(given.begin(), given.end(), name);
    places.push_back(found == given.end() ? std::string::npos : static_cast<std::size_t>(found - given.begin()));
  }
  return places;
}

std::string rearranged(std::string_view row, const std::vector<std::size_t>& places) {
  const auto cells = csv_cells(row);
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0)
      out += ',';
    if (places[i] < cells.size())
      out += cells[places[i]];
  }
  return out;
}

}  // namespace dawdle
