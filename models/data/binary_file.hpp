// Files of bytes, with errors that name the byte.
#pragma once

#include "models/data/input_file.hpp"
#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace models {

// Throws DataError "path: byte offset: message".
[[noreturn]] inline void fail_at(const InputFile& file, std::string_view message) {
  throw DataError(fmt::format("{}: byte {}: {}", file.path(), file.offset(), message));
}

// Hands the `size` bytes that must end the file to `append`, some at a time: memory grows with what the file holds,
// not with what its header promises.
template <class Append>
void read_rest(InputFile& file, std::uint64_t size, Append append) {
  std::array<char, 1 << 16> chunk;
  for (std::uint64_t left = size; left > 0;) {
    const auto part = std::span(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, chunk.size())));
    const std::size_t got = file.read(part);
    for (char byte : part.first(got)) append(static_cast<unsigned char>(byte));
    left -= got;
    if (got < part.size())
      fail_at(file, fmt::format("truncated: expected {} more bytes by the header, got the end of the file", left));
  }
  if (file.read(std::span(chunk).first(1)) > 0)
    fail_at(file, "expected the end of the file by the header, got more bytes");
}

}  // namespace models
