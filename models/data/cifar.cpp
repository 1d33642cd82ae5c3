#include "models/data/cifar.hpp"

#include "models/data/binary_file.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace models {
namespace {

constexpr std::size_t pixels = 3 * 32 * 32;
constexpr std::size_t classes = 10;

template <class T>
Dataset<T> read(const std::string& path) {
  Dataset<T> data;
  data.d = pixels;
  data.classes = classes;
  InputFile file(path);
  std::array<char, 1 + pixels> record;
  for (;;) {
    const std::uint64_t at = file.offset();
    const std::size_t got = file.read(record);
    if (got == 0)
      break;
    if (got < record.size())
      fail_at(file, fmt::format("truncated: expected {} more bytes of the image, got the end of the file",
                                record.size() - got));
    const auto label = static_cast<unsigned char>(record[0]);
    if (label >= classes)
      throw DataError(fmt::format("{}: byte {}: expected a label from 0 to 9, got {}", path, at, label));
    data.label.push_back(label);
    std::transform(record.begin() + 1, record.end(), std::back_inserter(data.dense),
                   [](char byte) { return static_cast<T>(static_cast<unsigned char>(byte)) / T{255}; });
    ++data.n;
  }
  if (data.n == 0)
    fail_at(file, "expected images, got an empty file");
  return data;
}

}  // namespace

template <class T>
Split<T> CifarData::make(std::uint64_t /*seed*/) const {
  Split<T> split;
  split.train = read<T>(file);
  if (!test_file.empty())
    split.test = read<T>(test_file);
  return split;
}

template Split<float> CifarData::make(std::uint64_t) const;
template Split<double> CifarData::make(std::uint64_t) const;

}  // namespace models
