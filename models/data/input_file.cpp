#include "models/data/input_file.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace models {

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

}  // namespace models
