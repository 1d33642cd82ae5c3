// Files of bytes, with errors that name the byte.
#pragma once

#include "models/data/input_file.hpp"
#include "models/data_source.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace models {

// Throws DataError "path: byte offset: message".
[[noreturn]] inline void fail_at(const InputFile& file, std::string_view message) {
  throw DataError(fmt::format("{}: byte {}: {}", file.path(), file.offset(), message));
}

// The `size` bytes that must end the file.
inline Bytes rest_of(InputFile& file, std::uint64_t size) {
  const std::uint64_t place = file.offset();
  Bytes rest = file.rest();
  if (rest.size < size)
    fail_at(file,
            fmt::format("truncated: expected {} more bytes by the header, got the end of the file", size - rest.size));
  if (rest.size > size)
    throw DataError(fmt::format("{}: byte {}: expected the end of the file by the header, got {} more", file.path(),
                                place + size, rest.size - size));
  return rest;
}

}  // namespace models
