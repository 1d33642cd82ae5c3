#include "models/data/agreement.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace models {
namespace {

using Labels = std::vector<std::int32_t>;

Labels distinct(Labels labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

// The first of these labels, ascending, that breaks their series: -1, +1 or 0, 1, 2, ... or 1, 2, 3, ...
std::optional<std::int32_t> stray(const Labels& found) {
  if (found[0] < -1 || found[0] > 1)
    return found[0];
  const bool signs = found[0] == -1;
  for (std::size_t k = 1; k < found.size(); ++k)
    if (found[k] - found[k - 1] != (signs ? 2 : 1) || (signs && k > 1))
      return found[k];
  return std::nullopt;
}

std::string listing(const Labels& found) {
  constexpr std::ptrdiff_t most = 8;
  const auto count = static_cast<std::ptrdiff_t>(found.size());
  const auto shown = fmt::format("{}", fmt::join(found.begin(), found.begin() + std::min(count, most), ", "));
  return count > most ? fmt::format("{}, ... ({} different ones)", shown, count) : shown;
}

void require_series(const Labels& labels, const Labels& found, const LabelFile& file) {
  constexpr std::string_view expected = "-1 and +1 or 0..C-1 or 1..C";
  if (const auto label = stray(found)) {
    const auto sample = std::find(labels.begin(), labels.end(), *label) - labels.begin();
    throw DataError(fmt::format("{}: expected class labels {}, got {} among {}",
                                file.place(static_cast<std::size_t>(sample)), expected, *label, listing(found)));
  }
  if (found.size() < 2)
    throw DataError(
        fmt::format("{}: expected two or more class labels, {}, got {} alone", file.path, expected, listing(found)));
}

// The class of a label is its place among the sorted labels of the training set.
void renumber(Labels& labels, const Labels& found, const LabelFile& file, const LabelFile& train_file) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto place = std::lower_bound(found.begin(), found.end(), labels[i]);
    if (place == found.end() || *place != labels[i])
      throw DataError(fmt::format("{}: expected one of the class labels of {} ({}), got {}", file.place(i),
                                  train_file.path, listing(found), labels[i]));
    labels[i] = static_cast<std::int32_t>(place - found.begin());
  }
}

// Labels are numbered already.
std::vector<std::string> first_places(const Labels& labels, std::size_t classes, const LabelFile& file) {
  std::vector<std::string> out(classes);
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (std::string& place = out[static_cast<std::size_t>(labels[i])]; place.empty())
      place = file.place(i);
  return out;
}

}  // namespace

LabelFile binary_labels(const std::string& path, std::size_t begin, std::size_t width) {
  return {path, [path, begin, width](std::size_t i) { return fmt::format("{}: byte {}", path, begin + i * width); }};
}

template <class T>
void number_classes(Split<T>& split, const LabelFile& train_file, const LabelFile& test_file) {
  const Labels found = distinct(split.train.label);
  require_series(split.train.label, found, train_file);
  renumber(split.train.label, found, train_file, train_file);
  renumber(split.test.label, found, test_file, train_file);
  split.train.classes = found.size();
  split.train.class_place = first_places(split.train.label, found.size(), train_file);
  if (split.test.n > 0)
    split.test.classes = found.size();
}
template void number_classes(Split<float>&, const LabelFile&, const LabelFile&);
template void number_classes(Split<double>&, const LabelFile&, const LabelFile&);

template <class T>
void require_same_width(const Split<T>& split, const std::string& train_file, const std::string& test_file) {
  if (split.test.n > 0 && split.test.d != split.train.d)
    throw DataError(fmt::format("{}: expected as many features as {} ({}), got {}", test_file, train_file,
                                split.train.d, split.test.d));
}
template void require_same_width(const Split<float>&, const std::string&, const std::string&);
template void require_same_width(const Split<double>&, const std::string&, const std::string&);

}  // namespace models
