#include "models/data/line_reader.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <cstring>

namespace models {
namespace {

constexpr std::size_t first_buffer = 1u << 20;  // bytes; grows for longer lines

}  // namespace

LineReader::LineReader(const std::string& path) : file_(path), buffer_(first_buffer) {}

// Reads more of the file behind what is not yet handed out. False at the end of the file.
bool LineReader::refill() {
  if (begin_ > 0)
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size())
    buffer_.resize(2 * buffer_.size());
  const std::size_t got = file_.read(std::span(buffer_).subspan(end_));
  end_ += got;
  return got > 0;
}

bool LineReader::next_raw(std::string_view& line) {
  for (;;) {
    const char* start = buffer_.data() + begin_;
    const std::size_t size = end_ - begin_;
    const void* newline = size > 0 ? std::memchr(start, '\n', size) : nullptr;
    if (newline == nullptr && refill())
      continue;
    // The last line may lack its newline; refill() may have moved it.
    if (newline == nullptr && begin_ == end_)
      return false;
    const char* from = buffer_.data() + begin_;
    const std::size_t length = newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - from) : size;
    line = {from, length};
    begin_ += length + (newline ? 1 : 0);
    ++line_;
    return true;
  }
}

bool LineReader::next(std::string_view& line) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  while (next_raw(line)) {
    if (line_ == 1 && line.starts_with(byte_order_mark))
      line.remove_prefix(byte_order_mark.size());
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (!trim(line).empty())
      return true;
  }
  return false;
}

void LineReader::fail(std::string_view message) const {
  throw DataError(fmt::format("{}:{}: {}", file_.path(), line_, message));
}

void LineReader::fail_expecting(std::string_view what, std::string_view got) const {
  fail(fmt::format("expected {}, got {}", what, quoted(got)));
}

}  // namespace models
