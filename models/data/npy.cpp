#include "models/data/npy.hpp"

#include "models/data/agreement.hpp"
#include "models/data/binary_file.hpp"
#include "models/data/parse.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
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

std::uint64_t little_endian(std::span<const char> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
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
double decode(char type, std::span<const char> bytes) {
  const std::uint64_t bits = little_endian(bytes);
  if (type == 'f')
    return bytes.size() == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                             : std::bit_cast<double>(bits);
  if (type == 'i')
    return bytes.size() == 4 ? static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)))
                             : static_cast<double>(static_cast<std::int64_t>(bits));
  return static_cast<double>(bits);
}

// Calls append(value, type) for each number of the array; `types` are those it may have. Returns its shape.
template <class Append>
std::vector<std::uint64_t> read(const std::string& path, std::string_view types, Append append) {
  InputFile file(path);
  const Header header = read_header(file);
  if (header.type.size() != 3 || types.find(header.type) == types.npos)
    fail_at(file, fmt::format("expected numbers of type {}, got {}", types, quoted(header.type)));
  std::vector<char> number;
  const auto width = static_cast<std::size_t>(header.type[2] - '0');
  std::uint64_t size = width, place = file.offset();
  for (const std::uint64_t dimension : header.shape)
    if (__builtin_mul_overflow(size, dimension, &size))
      fail_at(file, "expected a file, got a shape beyond 2^64 bytes");
  read_rest(file, size, [&](unsigned char byte) {
    number.push_back(static_cast<char>(byte));
    if (number.size() < width)
      return;
    const double value = decode(header.type[1], number);
    if (!std::isfinite(value))
      throw DataError(fmt::format("{}: byte {}: expected a finite number, got {}", path, place, value));
    append(value, header.type[1]);
    place += width;
    number.clear();
  });
  return header.shape;
}

template <class T>
void read_features(const std::string& path, Dataset<T>& out) {
  const auto shape = read(path, "<f4 <f8 |u1", [&out](double value, char type) {
    out.dense.push_back(type == 'u' ? static_cast<T>(value) / T{255} : static_cast<T>(value));
  });
  if (shape.size() < 2 || out.dense.empty())
    throw DataError(
        fmt::format("{}: expected features of shape (samples, features), got ({})", path, fmt::join(shape, ", ")));
  out.n = shape[0];
  out.d = out.dense.size() / out.n;
}

template <class T>
void read_targets(const std::string& path, bool labels, Dataset<T>& out) {
  const auto shape = read(path, "<f4 <f8 |u1 <i4 <i8", [&](double value, char) {
    if (!labels) {
      out.target.push_back(static_cast<T>(value));
      return;
    }
    if (value != std::floor(value) || std::abs(value) > 1e9)
      throw DataError(fmt::format("{}: sample {}: expected a whole number as class label, got {}", path,
                                  out.label.size() + 1, value));
    out.label.push_back(static_cast<std::int32_t>(value));
  });
  if (shape.size() != 1 || shape[0] != out.n)
    throw DataError(
        fmt::format("{}: expected shape ({}), one a sample, got ({})", path, out.n, fmt::join(shape, ", ")));
}

}  // namespace

template <class T>
Split<T> NpyData::make(std::uint64_t /*seed*/) const {
  const bool labels = task == "classification";
  Split<T> split;
  read_features(features, split.train);
  read_targets(targets, labels, split.train);
  if (!test_features.empty()) {
    read_features(test_features, split.test);
    read_targets(test_targets, labels, split.test);
  }
  require_same_width(split, features, test_features);
  if (labels)
    number_classes(split, targets, test_targets);
  return split;
}

template Split<float> NpyData::make(std::uint64_t) const;
template Split<double> NpyData::make(std::uint64_t) const;

}  // namespace models
