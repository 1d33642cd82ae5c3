// Quantization: every value is sent with few bits, and one scale for all of them.
//
// qsgd (Alistarh et al., "QSGD: communication-efficient SGD via gradient quantization and encoding", NIPS 2017,
// section 3.1), s levels: Q(v_i) = |v|_2 sign(v_i) l/s, where l is s |v_i| / |v|_2 rounded up or down at random,
// unbiased.
//   E |Q(v) - v|^2 = (|v|_2 / s)^2 sum over i of f_i (1 - f_i), f_i the fraction of s |v_i| / |v|_2
// terngrad (Wen et al., "TernGrad", NIPS 2017, without its clipping): the same with s = 1 and the largest magnitude for
// the norm; one scale for the whole gradient. E |Q(v)|^2 = |v|_inf |v|_1.
//   Both messages: a float32 scale, and log2(2s + 1) bits a value, rounded up; the entropy coding of QSGD would save
//   more.
//
// sign: one bit a value and, when scaled, the mean magnitude: Q(v) = |v|_1 / P sign(v) (Karimireddy et al. 2019); not
// scaled Q(v) = sign(v) (Bernstein et al., "signSGD", ICML 2018). Biased; the sign of 0 is +1, for one bit has no third
// value.
#pragma once

#include "models/compressors/lossy.hpp"

#include <bit>
#include <cstdint>
#include <string_view>

namespace models {

// Bytes of a float32 scale and `values` numbers out of -s .. s.
inline double bytes_of_levels(double values, std::int64_t s) {
  const auto bits = static_cast<double>(std::bit_width(2 * static_cast<std::uint64_t>(s)));
  return 4 + values * bits / 8;
}

struct Qsgd : LossyCompressor<Qsgd> {
  static constexpr std::string_view kind = "qsgd";
  static constexpr std::string_view summary = "each value rounded at random to s levels of the norm, unbiased";

  std::int64_t levels = 4;  // s

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("levels", levels, {.min = 1, .max = 1e9}, "Levels above zero; as many lie below.");
    LossyCompressor::describe(fields);
  }

  double wire_bytes(double values) const override { return bytes_of_levels(values, levels); }
  template <class T>
  void quantize(std::span<T> v, Stream random) const;
};

struct TernGrad : LossyCompressor<TernGrad> {
  static constexpr std::string_view kind = "terngrad";
  static constexpr std::string_view summary = "each value rounded at random to -m, 0 or m, m the largest; unbiased";

  double wire_bytes(double values) const override { return bytes_of_levels(values, 1); }
  template <class T>
  void quantize(std::span<T> v, Stream random) const;
};

struct Sign : LossyCompressor<Sign> {
  static constexpr std::string_view kind = "sign";
  static constexpr std::string_view summary = "the sign of each value, times their mean magnitude";

  bool scaled = true;

  template <class Fields>
  void describe(Fields& fields) {
    fields.flag("scaled", scaled, "Multiply the signs by the mean magnitude; else they are -1 and 1.");
    LossyCompressor::describe(fields);
  }

  double wire_bytes(double values) const override { return values / 8 + (scaled ? 4 : 0); }
  template <class T>
  void quantize(std::span<T> v, Stream random) const;
};

}  // namespace models
