// Tables as text (RFC 4180): cells with commas, quotes or line ends stand in quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dawdle {

// The text as one cell.
std::string csv_cell(std::string_view text);

// The cells of a row (without its line end), still in their quotes.
std::vector<std::string_view> csv_cells(std::string_view row);

// Takes the next row off `table`. REQUIRES: no quoted line ends, which nothing here writes.
std::string_view next_row(std::string_view& table);

// Rows of tables that have different columns, as rows of one that has all of them.
class CommonColumns {
 public:
  // Adds the columns that are new, in their order.
  void add(std::string_view header);
  const std::vector<std::string>& names() const { return names_; }
  std::string header() const;

  // For rows of a table with this header: for each of names() the place of its cell, or npos.
  std::vector<std::size_t> places(std::string_view header) const;

 private:
  std::vector<std::string> names_;
  std::string last_;  // header added last: most tables look like the one before
};

// The row rearranged by places(); cells that are not there stay empty.
std::string rearranged(std::string_view row, const std::vector<std::size_t>& places);

}  // namespace dawdle
