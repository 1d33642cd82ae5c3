#include "models/data/idx.hpp"

#include "models/data/agreement.hpp"
#include "models/data/input_file.hpp"
#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace models {
namespace {

constexpr std::uint32_t images_magic = 0x00000803;  // bytes, three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;  // bytes, one dimension

[[noreturn]] void fail(const InputFile& file, std::string_view message) {
  throw DataError(fmt::format("{}: byte {}: {}", file.path(), file.offset(), message));
}

std::uint32_t read_u32(InputFile& file) {
  std::array<char, 4> bytes;
  if (file.read(bytes) < bytes.size())
    fail(file, "expected an IDX header, got the end of the file");
  std::uint32_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void expect_magic(InputFile& file, std::uint32_t expected) {
  const std::uint32_t found = read_u32(file);
  if (found != expected)
    throw DataError(fmt::format("{}: byte 0: expected IDX magic 0x{:08x}, got 0x{:08x}", file.path(), expected, found));
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
      fail(file, fmt::format("truncated: expected {} more bytes by the header, got the end of the file", left));
  }
  if (file.read(std::span(chunk).first(1)) > 0)
    fail(file, "expected the end of the file by the header, got more bytes");
}

template <class T>
void read_images(const std::string& path, Dataset<T>& out) {
  InputFile file(path);
  expect_magic(file, images_magic);
  const std::uint64_t n = read_u32(file);
  const std::uint64_t rows = read_u32(file);
  const std::uint64_t d = rows * read_u32(file);
  std::uint64_t bytes = 0;
  if (n == 0 || d == 0)
    fail(file, "expected images, got none (a dimension of the header is 0)");
  if (__builtin_mul_overflow(n, d, &bytes))
    fail(file, fmt::format("expected a file, got a promise of {} x {} bytes", n, d));
  read_rest(file, bytes, [&out](unsigned char pixel) { out.dense.push_back(static_cast<T>(pixel) / T{255}); });
  out.n = n;
  out.d = d;
}

template <class T>
void read_labels(const std::string& path, Dataset<T>& out) {
  InputFile file(path);
  expect_magic(file, labels_magic);
  const std::uint64_t n = read_u32(file);
  read_rest(file, n, [&out](unsigned char label) { out.label.push_back(label); });
}

template <class T>
Dataset<T> read(const std::string& images, const std::string& labels) {
  Dataset<T> data;
  read_images(images, data);
  read_labels(labels, data);
  if (data.label.size() != data.n)
    throw DataError(
        fmt::format("{}: expected {} labels, one an image of {}, got {}", labels, data.n, images, data.label.size()));
  return data;
}

}  // namespace

template <class T>
Split<T> IdxData::make(std::uint64_t /*seed*/) const {
  Split<T> split;
  split.train = read<T>(images, labels);
  if (!test_images.empty())
    split.test = read<T>(test_images, test_labels);
  require_same_width(split, images, test_images);
  number_classes(split, labels, test_labels);
  return split;
}

template Split<float> IdxData::make(std::uint64_t) const;
template Split<double> IdxData::make(std::uint64_t) const;

}  // namespace models
