// A classification problem of adjustable difficulty: Gaussian blobs.
#pragma once

#include "models/data/preparation.hpp"

#include <string_view>

namespace models {

// Class c is N(m_c, spread^2 I) with its centre m_c drawn from N(0, I); labels are balanced.
class BlobsData : public PreparedSource<BlobsData> {
 public:
  static constexpr std::string_view kind = "blobs";
  static constexpr std::string_view summary = "generated Gaussian blobs, one a class";

  std::int64_t samples = 2000;
  std::int64_t features = 20;
  std::int64_t classes = 4;
  double spread = 1;  // standard deviation of a blob

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("samples", samples, {.min = 1, .max = 4294967295.0}, "Samples, those for testing included.");
    fields.integer("features", features, {.min = 1}, "Features of a sample.");
    fields.integer("classes", classes, {.min = 2, .max = 2147483647.0}, "Classes, as equally frequent as can be.");
    fields.number("spread", spread, {.min = 0},
                  "Standard deviation within a blob; two centres are about sqrt(2 features) apart.");
    preparation.describe(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
