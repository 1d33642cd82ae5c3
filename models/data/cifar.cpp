#include "models/data/cifar.hpp"

#include "models/data/binary_file.hpp"

namespace models {
namespace {

constexpr std::size_t pixels = 3 * 32 * 32;
constexpr std::size_t classes = 10;

constexpr std::size_t record = 1 + pixels;  // the label comes first

template <class T>
Dataset<T> read(const std::string& path) {
  InputFile file(path);
  const Bytes all = file.rest();
  if (all.size == 0)
    fail_at(file, "expected images, got an empty file");
  if (all.size % record > 0)
    fail_at(file, fmt::format("truncated: expected {} more bytes of the image, got the end of the file",
                              record - all.size % record));
  Dataset<T> data;
  data.n = all.size / record;
  data.d = pixels;
  data.classes = classes;
  data.class_place.resize(classes, path);  // where a class does not occur
  data.pixels = Pixels({all.first, all.first.get() + 1}, record);
  for (std::size_t at = 0; at < all.size; at += record) {
    const std::uint8_t label = all.first.get()[at];
    if (label >= classes)
      throw DataError(fmt::format("{}: byte {}: expected a label from 0 to 9, got {}", path, at, label));
    data.label.push_back(label);
    if (std::string& place = data.class_place[label]; place == path)
      place = fmt::format("{}: byte {}", path, at);
  }
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
