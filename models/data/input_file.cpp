#include "models/data/input_file.hpp"

#include "models/data_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace models {
namespace {

// The file from byte `offset` on; nothing when it cannot be mapped (a pipe, an empty rest).
Bytes map(const std::string& path, std::uint64_t offset) {
  struct stat file;
  if (stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode) || static_cast<std::uint64_t>(file.st_size) <= offset)
    return {};
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto size = static_cast<std::size_t>(file.st_size);
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close(descriptor);
  if (mapped == MAP_FAILED)
    return {};
  const std::shared_ptr<void> owner(mapped, [size](void* start) { munmap(start, size); });
  return {{owner, static_cast<const std::uint8_t*>(mapped) + offset}, size - static_cast<std::size_t>(offset)};
}

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
  if (!file_)
    throw DataError(fmt::format("{}: cannot open: {}", path, std::strerror(errno)));
  gzbuffer(file_.get(), 1u << 18);
}

void InputFile::Close::operator()(gzFile_s* file) const { gzclose(file); }

std::size_t InputFile::read(std::span<char> out) {
  const int got = gzread(file_.get(), out.data(), static_cast<unsigned>(out.size()));
  if (got > 0)
    offset_ += static_cast<std::uint64_t>(got);
  if (got == static_cast<int>(out.size()))
    return out.size();
  // A gzip that ends too early counts as the end of the file for gzread; only gzerror tells.
  int error = Z_OK;
  std::string_view reason = gzerror(file_.get(), &error);
  if (error == Z_OK || error == Z_STREAM_END)
    return static_cast<std::size_t>(got);
  if (reason.starts_with(path_ + ": "))
    reason.remove_prefix(path_.size() + 2);
  throw DataError(fmt::format("{}: cannot read on at byte {}: {}{}", path_, offset_,
                              error == Z_ERRNO ? "" : "damaged gzip: ", reason));
}

Bytes InputFile::rest() {
  Bytes mapped = gzdirect(file_.get()) ? map(path_, offset_) : Bytes{};
  if (mapped.first == nullptr)
    return read_rest();
  offset_ += mapped.size;
  return mapped;
}

// Memory grows with what the file holds, not with what its header promises.
Bytes InputFile::read_rest() {
  std::vector<std::uint8_t> all;
  std::array<char, 1 << 16> chunk;
  for (std::size_t got = chunk.size(); got == chunk.size();) {
    got = read(chunk);
    all.insert(all.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return bytes_of(std::move(all));
}

}  // namespace models
