// A linear regression problem whose answer is known.
#pragma once

#include "models/data/preparation.hpp"
#include "models/random.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace models {

// y = w.x + noise * N(0, 1). The best attainable mean squared error is noise^2.
class LinearData : public PreparedSource<LinearData> {
 public:
  static constexpr std::string_view kind = "linear";
  static constexpr std::string_view summary = "a generated linear regression with known weights";

  std::int64_t samples = 2000;
  std::int64_t features = 50;
  double noise = 0.1;                        // standard deviation
  std::string feature_law = "uniform";       // on [-1, 1], or "normal": standard normal
  std::string true_weights = "alternating";  // or "ones"
  std::optional<std::int64_t> zero_every;    // m: x_j = w_j = 0 where j mod m = 0
  bool sparse = false;                       // store what is not zero alone

  // w is (features). Alternating: w_j = s_j (0.5 + 0.5 (j + 1) / features), s_j = -1 for even j, +1 for odd j.
  std::vector<double> weights() const;

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("samples", samples, {.min = 1, .max = 4294967295.0}, "Samples, those for testing included.");
    fields.integer("features", features, {.min = 1}, "Features of a sample.");
    fields.number("noise", noise, {.min = 0}, "Standard deviation of the noise on a target.");
    fields.choice("feature_law", feature_law, {"uniform", "normal"},
                  "Distribution of each feature: uniform on [-1, 1], or standard normal.");
    fields.choice("true_weights", true_weights, {"alternating", "ones"},
                  "alternating: signs in turn, sizes growing from 1/2 to 1; ones: all 1.");
    fields.integer("zero_every", zero_every, {.min = 2},
                   "Features 0, m, 2 m, ... are zero in every sample, and so are their weights; absent: none.");
    fields.flag("sparse", sparse, "Store the features sparse: only those that are not zero.");
    preparation.describe(fields);
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;

 private:
  double feature(Stream& random) const;
  bool zero(std::size_t j) const { return zero_every && j % static_cast<std::size_t>(*zero_every) == 0; }
};

}  // namespace models
