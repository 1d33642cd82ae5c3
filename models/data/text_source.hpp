// What CSV and LIBSVM have in common: a training file, perhaps a test file, targets or labels.
#pragma once

#include "models/data/agreement.hpp"
#include "models/data/line_reader.hpp"
#include "models/data/preparation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// The source has `template <class T> std::vector<std::size_t> read(const std::string& path, Dataset<T>& out) const`,
// which appends the file's samples and returns the line of each.
template <class Source>
class TextSource : public PreparedSource<Source> {
 public:
  std::string file, test_file;
  std::string task = "classification";

 protected:
  template <class Fields>
  void describe_files(Fields& fields) {
    fields.file("file", file, {.required = true}, "The training file, plain or gzip.");
    fields.file("test_file", test_file, {}, "The test file, in place of test_fraction.");
    fields.choice("task", task, {"classification", "regression"},
                  "classification: labels are -1 and +1, 0..C-1 or 1..C; regression: targets are real numbers.");
    this->preparation.describe_for_files(fields, !test_file.empty());
  }

  template <class T>
  Split<T> read_files() const {
    Split<T> split;
    const auto& source = static_cast<const Source&>(*this);
    const auto read = [&source](const std::string& path, Dataset<T>& out) -> LabelFile {
      return {path,
              [path, lines = source.read(path, out)](std::size_t i) { return fmt::format("{}:{}", path, lines[i]); }};
    };
    const LabelFile train_labels = read(file, split.train);
    const LabelFile test_labels = test_file.empty() ? LabelFile{} : read(test_file, split.test);
    if (task == "classification")
      number_classes(split, train_labels, test_labels);
    return split;
  }

  template <class T>
  void append_target(const LineReader& lines, std::string_view text, Dataset<T>& out) const {
    if (task == "regression") {
      out.target.push_back(lines.number<T>(text, "a finite number as target"));
      return;
    }
    constexpr std::string_view expected = "a whole number as class label (or \"task\": \"regression\")";
    const double label = lines.number<double>(text, expected);
    if (label != std::floor(label) || std::abs(label) > 1e9)
      lines.fail_expecting(expected, text);
    out.label.push_back(static_cast<std::int32_t>(label));
  }
};

}  // namespace models
