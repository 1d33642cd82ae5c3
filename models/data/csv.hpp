// Tables of numbers as text, a sample a line.
#pragma once

#include "models/data/text_source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace models {

// Every column but the target is a feature. Cells may stand in double quotes; blank lines are passed over.
class CsvData : public TextSource<CsvData> {
 public:
  static constexpr std::string_view kind = "csv";
  static constexpr std::string_view summary = "a table of numbers as text, a sample a line";

  std::string target;           // a column's name, or its number from 1; empty: the last
  std::string header = "auto";  // auto: the first line is one when none of its cells is a number
  std::string separator = ",";  // one character

  template <class Fields>
  void describe(Fields& fields) {
    describe_files(fields);
    fields.text("target", target, "The column to predict: its name, or its number from 1. The last one when empty.");
    fields.choice("header", header, {"auto", "yes", "no"},
                  "Whether the first line names the columns; auto: it does when none of its cells is a number.");
    fields.text("separator", separator, "The character between two cells.");
    if (separator.size() != 1)
      fields.complain("separator", "one character");
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;

  // Appends the file's samples and returns the line of each. Throws DataError.
  template <class T>
  std::vector<std::size_t> read(const std::string& path, Dataset<T>& out) const;

 private:
  using Cells = std::vector<std::string_view>;

  void cut(const LineReader& lines, std::string_view line, Cells& cells) const;
  bool is_header(const Cells& first) const;
  std::size_t target_column(const LineReader& lines, const Cells& first, bool named) const;
};

}  // namespace models
