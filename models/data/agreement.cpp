#include "models/data/agreement.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace models {
namespace {

using Labels = std::vector<std::int32_t>;

Labels distinct(Labels labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

bool well_formed(const Labels& found) {
  if (found == Labels{-1, 1})
    return true;
  const auto count = static_cast<std::int32_t>(found.size());
  return count >= 2 && (found[0] == 0 || found[0] == 1) && found.back() - found[0] == count - 1;
}

std::string listing(const Labels& found) {
  constexpr std::ptrdiff_t most = 8;
  const auto count = static_cast<std::ptrdiff_t>(found.size());
  const auto shown = fmt::format("{}", fmt::join(found.begin(), found.begin() + std::min(count, most), ", "));
  return count > most ? fmt::format("{}, ... ({} different ones)", shown, count) : shown;
}

// The class of a label is its place among the sorted labels of the training set.
void renumber(Labels& labels, const Labels& found, const std::string& file, const std::string& train_file) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto place = std::lower_bound(found.begin(), found.end(), labels[i]);
    if (place == found.end() || *place != labels[i])
      throw DataError(fmt::format("{}: sample {}: expected one of the class labels of {} ({}), got {}", file, i + 1,
                                  train_file, listing(found), labels[i]));
    labels[i] = static_cast<std::int32_t>(place - found.begin());
  }
}

}  // namespace

template <class T>
void number_classes(Split<T>& split, const std::string& train_file, const std::string& test_file) {
  const Labels found = distinct(split.train.label);
  if (!well_formed(found))
    throw DataError(fmt::format("{}: expected two or more class labels, -1 and +1 or 0..C-1 or 1..C, found {}",
                                train_file, listing(found)));
  renumber(split.train.label, found, train_file, train_file);
  renumber(split.test.label, found, test_file, train_file);
  split.train.classes = found.size();
  if (split.test.n > 0)
    split.test.classes = found.size();
}
template void number_classes(Split<float>&, const std::string&, const std::string&);
template void number_classes(Split<double>&, const std::string&, const std::string&);

template <class T>
void require_same_width(const Split<T>& split, const std::string& train_file, const std::string& test_file) {
  if (split.test.n > 0 && split.test.d != split.train.d)
    throw DataError(fmt::format("{}: expected as many features as {} ({}), got {}", test_file, train_file,
                                split.train.d, split.test.d));
}
template void require_same_width(const Split<float>&, const std::string&, const std::string&);
template void require_same_width(const Split<double>&, const std::string&, const std::string&);

}  // namespace models
