// A linear regression problem whose answer is known.
#pragma once

#include "models/data/preparation.hpp"

#include <string_view>
#include <vector>

namespace models {

// y = w.x + noise * N(0, 1), features uniform on [-1, 1]. The best attainable mean squared error is noise^2.
class LinearData : public PreparedSource<LinearData> {
 public:
  static constexpr std::string_view kind = "linear";
  static constexpr std::string_view summary = "a generated linear regression with known weights";

  std::int64_t samples = 2000;
  std::int64_t features = 50;
  double noise = 0.1;  // standard deviation

  // w is (features): w_j = s_j (0.5 + 0.5 (j + 1) / features), s_j = -1 for even j, +1 for odd j.
  std::vector<double> weights() const;

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("samples", samples, {.min = 1, .max = 4294967295.0}, "Samples, those for testing included.");
    fields.integer("features", features, {.min = 1}, "Features of a sample.");
    fields.number("noise", noise, {.min = 0}, "Standard deviation of the noise on a target.");
    preparation.describe(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
