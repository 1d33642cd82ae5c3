// A stand-in for MNIST that needs no download.
#pragma once

#include "models/data/preparation.hpp"

#include <string_view>

namespace models {

// Drawn digits 0..9, 28 x 28 grey pixels in [0, 1] in row-major order, labels balanced.
class DigitsData : public PreparedSource<DigitsData> {
 public:
  static constexpr std::string_view kind = "digits";
  static constexpr std::string_view summary = "generated handwritten digits, a stand-in for MNIST";

  std::int64_t samples = 10000;

  DigitsData() { preparation.test_fraction = 0.2; }

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("samples", samples, {.min = 1, .max = 4294967295.0}, "Samples, those for testing included.");
    preparation.describe(fields);
    preparation.describe_pixels(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
