#include "models/data/libsvm.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace models {
namespace {

// The next word of `rest`, taken off it; empty at the end.
std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r"), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r"));
  rest.remove_prefix(word.size());
  return word;
}

// The index before the colon of "index:value", from 1; `colon` becomes its length.
std::uint32_t parse_index(const LineReader& lines, std::string_view word, std::size_t& colon) {
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
  colon = static_cast<std::size_t>(end - word.data());
  if (error != std::errc() || colon == word.size() || *end != ':')
    lines.fail("expected index:value, got " + quoted(word));
  if (index == 0)
    lines.fail("expected feature indices from 1, got " + quoted(word));
  return index;
}

}  // namespace

template <class T>
void LibsvmData::append_features(const LineReader& lines, std::string_view rest, Dataset<T>& out) const {
  const auto most = static_cast<std::uint32_t>(features.value_or(std::numeric_limits<std::uint32_t>::max()));
  std::uint32_t previous = 0;
  std::size_t colon = 0;
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    const std::uint32_t index = parse_index(lines, word, colon);
    if (index <= previous)
      lines.fail(fmt::format("expected ascending indices, got {} after {}", index, previous));
    if (index > most)
      lines.fail(fmt::format("expected indices up to {} (features), got {}", most, index));
    out.sparse.column.push_back(index - 1);
    out.sparse.value.push_back(lines.number<T>(word.substr(colon + 1), "a finite number as value"));
    previous = index;
  }
  out.sparse.begin.push_back(out.sparse.column.size());
  out.d = std::max<std::size_t>(out.d, previous);
}

template <class T>
std::vector<std::size_t> LibsvmData::read(const std::string& path, Dataset<T>& out) const {
  LineReader lines(path);
  std::vector<std::size_t> places;
  std::string_view line;
  while (lines.next(line)) {
    std::string_view rest = line.substr(0, line.find('#'));
    const std::string_view label = take_word(rest);
    if (label.empty())
      continue;
    append_target(lines, label, out);
    append_features(lines, rest, out);
    places.push_back(lines.line());
    ++out.n;
  }
  if (out.n == 0)
    throw DataError(path + ": expected samples, got an empty file");
  return places;
}

template <class T>
Split<T> LibsvmData::make(std::uint64_t /*seed*/) const {
  Split<T> split = read_files<T>();
  const auto given = static_cast<std::size_t>(features.value_or(0));
  const std::size_t d = std::max({split.train.d, split.test.d, given});
  if (d == 0)
    throw DataError(file + ": expected features, got none in any sample");
  split.train.d = d;
  split.test.d = split.test.n > 0 ? d : 0;
  return split;
}

template Split<float> LibsvmData::make(std::uint64_t) const;
template Split<double> LibsvmData::make(std::uint64_t) const;

}  // namespace models
