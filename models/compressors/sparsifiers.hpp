// Sparsification: k of P values are sent, the others count as zero.
//
// top_k: the largest in magnitude; of equal ones the first. Biased; |Q(v) - v|^2 <= (1 - k/P) |v|^2. (Aji & Heafield,
// "Sparse communication for distributed gradient descent", EMNLP 2017; Stich, Cordonnier & Jaggi, "Sparsified SGD with
// memory", NeurIPS 2018.) A message holds k values and k indices, or all values where that is shorter.
//
// random_k: k different ones, drawn at random. Scaled by P/k it is unbiased with E |Q(v) - v|^2 = (P/k - 1) |v|^2
// (Wangni et al., "Gradient sparsification for communication-efficient distributed optimization", NeurIPS 2018). With
// error feedback it is not scaled, as in Stich et al.: what was left is sent later, and scaling would send it twice. A
// message holds k values: the receiver draws the indices from the same seed.
#pragma once

#include "models/compressors/lossy.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace models {

template <class Derived>
struct Sparsifier : LossyCompressor<Derived> {
  double ratio = 0.01;  // k / P

  template <class Fields>
  void describe(Fields& fields) {
    fields.number("ratio", ratio, {.above = 0, .max = 1}, "Part of the values that is sent, at least one.");
    LossyCompressor<Derived>::describe(fields);
  }

  // k
  double kept(double values) const { return std::min(values, std::max(1.0, std::floor(ratio * values + 0.5))); }
  std::size_t kept(std::size_t values) const { return static_cast<std::size_t>(kept(static_cast<double>(values))); }
};

struct TopK : Sparsifier<TopK> {
  static constexpr std::string_view kind = "top_k";
  static constexpr std::string_view summary = "the largest values in magnitude, the others zero";

  double wire_bytes(double values) const override { return std::min((4 + 4) * kept(values), 4 * values); }
  template <class T>
  void quantize(std::span<T> v, Stream random) const;
};

struct RandomK : Sparsifier<RandomK> {
  static constexpr std::string_view kind = "random_k";
  static constexpr std::string_view summary = "some values at random, the others zero";

  double wire_bytes(double values) const override { return 4 * kept(values); }
  template <class T>
  void quantize(std::span<T> v, Stream random) const;
};

}  // namespace models
