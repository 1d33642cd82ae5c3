// Text files read line by line, with errors that name the line.
#pragma once

#include "models/data/input_file.hpp"
#include "models/data/parse.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// The lines of a text file; blank ones are passed over but counted.
class LineReader {
 public:
  explicit LineReader(const std::string& path);

  // The next line without its end, valid until the next call. False: the file has no more.
  bool next(std::string_view& line);

  std::size_t line() const { return line_; }  // the number, from 1, of the one that next() gave

  // Throws DataError "path:line: message".
  [[noreturn]] void fail(std::string_view message) const;

  // `text` as a finite number; fails with "expected <what>, got <text>" otherwise.
  template <class T>
  T number(std::string_view text, std::string_view what) const {
    const std::optional<T> value = parse_finite<T>(text);
    if (!value)
      fail_expecting(what, text);
    return *value;
  }
  [[noreturn]] void fail_expecting(std::string_view what, std::string_view got) const;

 private:
  bool next_raw(std::string_view& line);
  bool refill();

  InputFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // the part of the buffer that is read but not yet handed out
  std::size_t line_ = 0;
};

}  // namespace models
