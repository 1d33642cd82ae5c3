// Files read front to back, plain or gzip; which of the two zlib finds out from the first bytes.
#pragma once

#include "models/pixels.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct gzFile_s;  // zlib's

namespace models {

class InputFile {
 public:
  // Throws DataError when it cannot be opened.
  explicit InputFile(const std::string& path);

  const std::string& path() const { return path_; }
  std::uint64_t offset() const { return offset_; }  // bytes read so far, after decompression

  // Fills `out` (at most 2 GB) and returns how many bytes that took: fewer than asked only at the end of the file.
  // Throws DataError on a damaged or truncated gzip and on errors of the disk.
  std::size_t read(std::span<char> out);

  // All that is left. A plain file is mapped, so that only pages in use take memory; it must then not be cut short
  // while the bytes live. Throws as read() does.
  Bytes rest();

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };
  Bytes read_rest();

  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
  std::uint64_t offset_ = 0;
};

}  // namespace models
