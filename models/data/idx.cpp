#include "models/data/idx.hpp"

#include "models/data/agreement.hpp"
#include "models/data/binary_file.hpp"
#include "models/data_source.hpp"

#include <fmt/format.h>

#include <array>

namespace models {
namespace {

constexpr std::uint32_t images_magic = 0x00000803;  // bytes, three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;  // bytes, one dimension
constexpr std::size_t labels_begin = 8;             // after that and their number

std::uint32_t read_u32(InputFile& file) {
  std::array<char, 4> bytes;
  if (file.read(bytes) < bytes.size())
    fail_at(file, "expected an IDX header, got the end of the file");
  std::uint32_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void expect_magic(InputFile& file, std::uint32_t expected) {
  const std::uint32_t found = read_u32(file);
  if (found != expected)
    throw DataError(fmt::format("{}: byte 0: expected IDX magic 0x{:08x}, got 0x{:08x}", file.path(), expected, found));
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
    fail_at(file, "expected images, got none (a dimension of the header is 0)");
  if (__builtin_mul_overflow(n, d, &bytes))
    fail_at(file, fmt::format("expected a file, got a promise of {} x {} bytes", n, d));
  out.pixels = Pixels(rest_of(file, bytes).first, d);
  out.n = n;
  out.d = d;
}

template <class T>
void read_labels(const std::string& path, Dataset<T>& out) {
  InputFile file(path);
  expect_magic(file, labels_magic);
  const std::uint64_t n = read_u32(file);
  const Bytes bytes = rest_of(file, n);
  out.label.assign(bytes.first.get(), bytes.first.get() + bytes.size);
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
  number_classes(split, binary_labels(labels, labels_begin, 1), binary_labels(test_labels, labels_begin, 1));
  return split;
}

template Split<float> IdxData::make(std::uint64_t) const;
template Split<double> IdxData::make(std::uint64_t) const;

}  // namespace models
