// CIFAR-10's binary version: records of a label byte and 3 x 32 x 32 pixel bytes, red, green, blue. Source: Krizhevsky,
// "Learning multiple layers of features from tiny images", 2009.
#pragma once

#include "models/data/preparation.hpp"

#include <string>
#include <string_view>

namespace models {

// Pixels are scaled to [0, 1]; a sample is (3, 32, 32) row-major. There are ten classes, whichever occur.
class CifarData : public PreparedSource<CifarData> {
 public:
  static constexpr std::string_view kind = "cifar10";
  static constexpr std::string_view summary = "colour images in CIFAR-10's binary format";

  std::string file, test_file;

  template <class Fields>
  void describe(Fields& fields) {
    fields.file("file", file, {.required = true}, "The training batches, put one after the other; plain or gzip.");
    fields.file("test_file", test_file, {}, "The test batch, in place of test_fraction.");
    preparation.describe_for_files(fields, !test_file.empty());
    preparation.describe_pixels(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
