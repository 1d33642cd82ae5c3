// NumPy's array files: a magic string, a header in Python's notation, then the numbers. Source: the specification in
// numpy.lib.format, versions 1 to 3.
#pragma once

#include "models/data/preparation.hpp"

#include <string>
#include <string_view>

namespace models {

// Features (n, ...) of float32, float64 or uint8, in C order; dimensions after the first become one. Bytes are pixels:
// they are scaled to [0, 1]. Numbers of the precision asked for are not copied: of a plain file they stay where it is
// mapped. Labels or targets are a file of their own, (n) of those types or of int32 or int64.
class NpyData : public PreparedSource<NpyData> {
 public:
  static constexpr std::string_view kind = "npy";
  static constexpr std::string_view summary = "features and labels or targets in NumPy's array files";

  std::string features, targets;
  std::string test_features, test_targets;
  std::string task = "classification";

  template <class Fields>
  void describe(Fields& fields) {
    fields.file(
        "features", features, {.required = true},
        "The training features, an .npy file, plain or gzip. Numbers of the run's precision are used where they "
        "stand, and a plain file is mapped, not read, unless normalise changes them.");
    fields.file("targets", targets, {.required = true}, "The training labels or targets, an .npy file.");
    fields.file("test_features", test_features, {}, "The test features, in place of test_fraction.");
    fields.file("test_targets", test_targets, {}, "The test labels or targets.");
    fields.choice("task", task, {"classification", "regression"},
                  "classification: labels are -1 and +1, 0..C-1 or 1..C; regression: targets are real numbers.");
    if (test_features.empty() != test_targets.empty())
      fields.complain(test_features.empty() ? "test_features" : "test_targets",
                      "both of test_features and test_targets");
    preparation.describe_for_files(fields, !test_features.empty());
    preparation.describe_pixels(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
