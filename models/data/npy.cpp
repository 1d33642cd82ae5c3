#include "models/data/npy.hpp"

#include "models/data/agreement.hpp"
#include "models/data/binary_file.hpp"
#include "models/data/parse.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace models {
namespace {

struct Header {
  std::string type;                  // e.g. "<f4"
  std::vector<std::uint64_t> shape;  // as it stands there
};

// What follows `'key':` in the header's dictionary, up to `end`.
std::string_view entry(const InputFile& file, std::string_view header, std::string_view key, char end) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  const std::size_t from = at == header.npos ? at : at + key.size() + 3;
  const std::size_t to = at == header.npos ? at : header.find(end, from);
  if (to == header.npos)
    fail_at(file, fmt::format("expected '{}' in the header, got {}", key, quoted(std::string(header))));
  return trim(header.substr(from, to - from));
}

std::vector<std::uint64_t> parse_shape(const InputFile& file, std::string_view text) {
  std::vector<std::uint64_t> shape;
  for (const char *at = text.data(), *const end = at + text.size(); at < end;) {
    std::uint64_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error == std::errc())
      shape.push_back(size);
    else if (*at != '(' && *at != ',' && *at != ' ')
      fail_at(file, fmt::format("expected a shape, got {}", quoted(std::string(text))));
    at = error == std::errc() ? next : at + 1;
  }
  return shape;
}

void read_exactly(InputFile& file, std::span<char> out) {
  if (file.read(out) < out.size())
    fail_at(file, "expected an NPY header, got the end of the file");
}

template <class Byte>
std::uint64_t little_endian(std::span<Byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

Header read_header(InputFile& file) {
  constexpr std::string_view magic = "\x93NUMPY";
  std::array<char, 8> start;
  read_exactly(file, start);
  if (std::string_view(start.data(), magic.size()) != magic || start[6] < 1 || start[6] > 3)
    throw DataError(file.path() + ": byte 0: expected NPY's magic string and version 1 to 3");
  std::array<char, 4> size;
  const std::span<char> bytes = std::span(size).first(start[6] == 1 ? 2 : 4);
  read_exactly(file, bytes);
  constexpr std::uint64_t most = 1 << 16;
  if (little_endian(bytes) > most)
    fail_at(file, fmt::format("expected a header of at most {} bytes, got {}", most, little_endian(bytes)));
  std::string text(little_endian(bytes), ' ');
  read_exactly(file, text);
  if (entry(file, text, "fortran_order", ',') != "False")
    fail_at(file, "expected an array in C order, got one in Fortran order");
  std::string type(entry(file, text, "descr", ','));
  std::erase(type, '\'');
  return {type, parse_shape(file, entry(file, text, "shape", ')'))};
}

// A number of one of the types that are read, as a double, which holds all of them but large int64.
double decode(char type, std::span<const std::uint8_t> bytes) {
  const std::uint64_t bits = little_endian(bytes);
  if (type == 'f')
    return bytes.size() == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                             : std::bit_cast<double>(bits);
  if (type == 'i')
    return bytes.size() == 4 ? static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)))
                             : static_cast<double>(static_cast<std::int64_t>(bits));
  return static_cast<double>(bits);
}

struct Array {
  std::string path;
  Header header;
  std::uint64_t place;  // of its first byte in the file
  Bytes bytes;

  std::size_t width() const { return static_cast<std::size_t>(header.type[2] - '0'); }
  std::size_t size() const { return bytes.size / width(); }
};

// `types` are those that the numbers may have.
Array read(const std::string& path, std::string_view types) {
  InputFile file(path);
  Array array{path, read_header(file), file.offset(), {}};
  const std::string& type = array.header.type;
  if (type.size() != 3 || types.find(type) == types.npos)
    fail_at(file, fmt::format("expected numbers of type {}, got {}", types, quoted(type)));
  std::uint64_t size = array.width();
  for (const std::uint64_t dimension : array.header.shape)
    if (__builtin_mul_overflow(size, dimension, &size))
      fail_at(file, "expected a file, got a shape beyond 2^64 bytes");
  array.bytes = rest_of(file, size);
  return array;
}

// Calls append(number, its place in the file); every number is finite as a T.
template <class T, class Append>
void for_each_number(const Array& array, Append append) {
  const std::size_t width = array.width();
  for (std::size_t at = 0; at < array.bytes.size; at += width) {
    const double value = decode(array.header.type[1], {array.bytes.first.get() + at, width});
    const T number = static_cast<T>(value);
    if (!std::isfinite(number))
      throw DataError(fmt::format("{}: byte {}: expected a finite {}, got {}", array.path, array.place + at,
                                  sizeof(T) == 4 ? "float32" : "number", value));
    append(number, array.place + at);
  }
}

// The array's numbers where they stand, if the processor can read them there as T.
template <class T>
std::shared_ptr<const T> in_place(const Array& array) {
  const bool same = array.header.type[1] == 'f' && array.width() == sizeof(T) &&
                    std::endian::native == std::endian::little &&
                    reinterpret_cast<std::uintptr_t>(array.bytes.first.get()) % alignof(T) == 0;
  return {array.bytes.first, same ? reinterpret_cast<const T*>(array.bytes.first.get()) : nullptr};
}

template <class T>
void read_features(const std::string& path, Dataset<T>& out) {
  const Array array = read(path, "<f4 <f8 |u1");
  if (array.header.shape.size() < 2 || array.size() == 0)
    throw DataError(fmt::format("{}: expected features of shape (samples, features), got ({})", path,
                                fmt::join(array.header.shape, ", ")));
  out.n = array.header.shape[0];
  out.d = array.size() / out.n;
  if (array.header.type == "|u1")
    out.pixels = Pixels(array.bytes.first, out.d);
  else if (auto numbers = in_place<T>(array)) {
    for_each_number<T>(array, [](T, std::uint64_t) {});
    out.mapped = SharedRows<T>(std::move(numbers), out.d);
  } else
    for_each_number<T>(array, [&out](T value, std::uint64_t) { out.dense.push_back(value); });
}

// Returns where they stand.
template <class T>
LabelFile read_targets(const std::string& path, bool labels, Dataset<T>& out) {
  const Array array = read(path, "<f4 <f8 |u1 <i4 <i8");
  const auto append_label = [&](double value, std::uint64_t place) {
    if (value != std::floor(value) || std::abs(value) > 1e9)
      throw DataError(fmt::format("{}: byte {}: expected a whole number as class label, got {}", path, place, value));
    out.label.push_back(static_cast<std::int32_t>(value));
  };
  if (labels)
    for_each_number<double>(array, append_label);
  else
    for_each_number<T>(array, [&out](T value, std::uint64_t) { out.target.push_back(value); });
  if (const auto& shape = array.header.shape; shape.size() != 1 || shape[0] != out.n)
    throw DataError(
        fmt::format("{}: expected shape ({}), one a sample, got ({})", path, out.n, fmt::join(shape, ", ")));
  return binary_labels(path, array.place, array.width());
}

}  // namespace

template <class T>
Split<T> NpyData::make(std::uint64_t /*seed*/) const {
  const bool labels = task == "classification";
  Split<T> split;
  read_features(features, split.train);
  const LabelFile train_labels = read_targets(targets, labels, split.train);
  LabelFile test_labels;
  if (!test_features.empty()) {
    read_features(test_features, split.test);
    test_labels = read_targets(test_targets, labels, split.test);
  }
  require_same_width(split, features, test_features);
  if (labels)
    number_classes(split, train_labels, test_labels);
  return split;
}

template Split<float> NpyData::make(std::uint64_t) const;
template Split<double> NpyData::make(std::uint64_t) const;

}  // namespace models
