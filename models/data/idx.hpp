// IDX, the format of MNIST: big-endian magic number and dimensions, then bytes. Source: LeCun, Cortes and Burges, "The
// MNIST database of handwritten digits".
#pragma once

#include "models/data/preparation.hpp"

#include <string>
#include <string_view>

namespace models {

// Grey images of one size, a byte a pixel, with a label each; plain or gzip. Pixels are scaled to [0, 1].
class IdxData : public PreparedSource<IdxData> {
 public:
  static constexpr std::string_view kind = "idx";
  static constexpr std::string_view summary = "images and labels in MNIST's IDX format";

  std::string images, labels;
  std::string test_images, test_labels;

  template <class Fields>
  void describe(Fields& fields) {
    fields.file("images", images, {.required = true}, "The training images, plain or gzip.");
    fields.file("labels", labels, {.required = true}, "The training labels.");
    fields.file("test_images", test_images, {}, "The test images, in place of test_fraction.");
    fields.file("test_labels", test_labels, {}, "The test labels.");
    if (test_images.empty() != test_labels.empty())
      fields.complain(test_images.empty() ? "test_images" : "test_labels", "both of test_images and test_labels");
    preparation.describe_for_files(fields, !test_images.empty());
    preparation.describe_pixels(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
