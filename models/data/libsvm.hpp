// LIBSVM's sparse text format: "label index:value index:value ...", indices from 1, ascending.
// Source: Chang and Lin, "LIBSVM: a library for support vector machines", ACM TIST 2(3), 2011.
#pragma once

#include "models/data/text_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace models {

// Kept sparse. What follows a '#' is a comment.
class LibsvmData : public TextSource<LibsvmData> {
 public:
  static constexpr std::string_view kind = "libsvm";
  static constexpr std::string_view summary = "sparse samples in LIBSVM's text format";

  std::optional<std::int64_t> features;  // d; when absent the largest index of both files

  template <class Fields>
  void describe(Fields& fields) {
    describe_files(fields);
    fields.integer("features", features, {.min = 1, .max = 4294967295.0},
                   "Features of a sample; the largest index found when absent.");
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;

  // Appends the file's samples and returns the line of each. Throws DataError.
  template <class T>
  std::vector<std::size_t> read(const std::string& path, Dataset<T>& out) const;

 private:
  template <class T>
  void append_features(const LineReader& lines, std::string_view rest, Dataset<T>& out) const;
};

}  // namespace models
