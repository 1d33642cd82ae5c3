// exp, log and cos whose bits are the same on every IEEE 754 processor and standard library.
//
// Only + - * / and bit operations, so there is nothing for a libm or a fused multiply-add to round differently (the
// build sets -ffp-contract=off). Within 1.03 ulp of the exact value; exact at 0, +-inf and NaN; gradual underflow.
// Reduction and evaluation: Muller, "Elementary Functions", 2016, chapters 10 and 11; log as in fdlibm.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace models {

namespace portable {

template <class T>
struct Constants;

// ln2_hi has so few bits that k ln2_hi is exact for every exponent k. `rounder` is 1.5 * 2^(mantissa bits): adding it
// rounds a small number to an integer and leaves that integer in the low bits. Beyond +-`limit` exp is 0 and infinity.
template <>
struct Constants<double> {
  using Bits = std::uint64_t;
  static constexpr int mantissa_bits = 52;
  static constexpr Bits bias = 1023;
  static constexpr double log2_e = 0x1.71547652b82fep+0, ln2_hi = 0x1.62e42fefap-1, ln2_lo = 0x1.cf79abc9e3b3ap-40;
  static constexpr double rounder = 0x1.8p52, limit = 746;
  static constexpr std::size_t terms = 14;  // truncated at r^14 / 14! < 2^-57 for |r| <= ln(2) / 2
};

template <>
struct Constants<float> {
  using Bits = std::uint32_t;
  static constexpr int mantissa_bits = 23;
  static constexpr Bits bias = 127;
  static constexpr float log2_e = 0x1.715476p+0F, ln2_hi = 0x1.62ep-1F, ln2_lo = 0x1.0bfbe8p-15F;
  static constexpr float rounder = 0x1.8p23F, limit = 104;
  static constexpr std::size_t terms = 8;  // truncated at r^8 / 8! < 2^-27
};

// coefficient[n] = 1 / n!
template <class T>
constexpr auto inverse_factorials() {
  std::array<T, Constants<T>::terms> coefficient{};
  double factorial = 1;
  for (std::size_t n = 0; n < coefficient.size(); ++n) {
    coefficient[n] = static_cast<T>(1 / factorial);
    factorial *= static_cast<double>(n + 1);
  }
  return coefficient;
}

// r^2 / 2! + r^3 / 3! + ..., by Horner's rule. A fold rather than a loop: it leaves the caller's loop as the only one,
// which compilers then vectorize.
template <class T, std::size_t... I>
[[gnu::always_inline]] inline T exp_tail(T r, std::index_sequence<I...>) {
  constexpr auto coefficient = inverse_factorials<T>();
  T sum = 0;
  ((sum = sum * r + coefficient[coefficient.size() - 1 - I]), ...);
  return sum * r * r;
}

// 2^(biased - bias), for a biased exponent of a normal number.
template <class T>
[[gnu::always_inline]] inline T power_of_two(typename Constants<T>::Bits biased) {
  return std::bit_cast<T>(biased << Constants<T>::mantissa_bits);
}

// x clamped to +-limit; NaN stays. In integers, where a range is one comparison: compilers may not turn a branch on
// floating-point numbers into a select, since comparing NaN could trap.
template <class T>
[[gnu::always_inline]] inline T clamp(T x) {
  using Bits = typename Constants<T>::Bits;
  constexpr Bits sign = std::bit_cast<Bits>(T{-0.0});
  constexpr Bits limit = std::bit_cast<Bits>(Constants<T>::limit);
  constexpr Bits infinity = std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
  const Bits bits = std::bit_cast<Bits>(x);
  const bool beyond = (bits & ~sign) - limit <= infinity - limit;
  return std::bit_cast<T>(beyond ? (bits & sign) | limit : bits);
}

// exp(x) = 2^k exp(r), |r| <= ln(2) / 2. No branches: a loop over an array of these vectorizes.
template <class T>
[[gnu::always_inline]] inline T exp(T x) {
  using C = Constants<T>;
  using Bits = typename C::Bits;
  x = clamp(x);
  const T shifted = x * C::log2_e + C::rounder;
  const T k = shifted - C::rounder;
  const T r = (x - k * C::ln2_hi) - k * C::ln2_lo;
  const T value = 1 + (r + exp_tail(r, std::make_index_sequence<C::terms - 2>()));

  // 2^k itself may overflow or be denormal where the result is not, so it is applied in two halves. Twice the bias is
  // added first to halve an unsigned number: vector instructions lack the signed 64-bit shift.
  const Bits twice_biased = std::bit_cast<Bits>(shifted) - std::bit_cast<Bits>(C::rounder) + 2 * C::bias;
  const Bits half = twice_biased >> 1U;
  return value * power_of_two<T>(half) * power_of_two<T>(twice_biased - half);
}

}  // namespace portable

// Branch-free, so a loop of them vectorizes.
inline double portable_exp(double x) { return portable::exp(x); }
inline float portable_exp(float x) { return portable::exp(x); }

// Natural logarithm. log(0) = -inf; of a negative number, NaN.
inline double portable_log(double x) {
  using C = portable::Constants<double>;
  using Limits = std::numeric_limits<double>;
  if (!(x > 0))
    return x == 0 ? -Limits::infinity() : Limits::quiet_NaN();
  if (x == Limits::infinity())
    return x;

  // x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2).
  constexpr double two_54 = 0x1p54;  // lifts a denormal to a normal number
  const bool denormal = x < Limits::min();
  constexpr std::uint64_t sqrt_half = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);
  const auto above = std::bit_cast<std::int64_t>(denormal ? x * two_54 : x) - static_cast<std::int64_t>(sqrt_half);
  const auto exponent = above >> C::mantissa_bits;  // arithmetic: rounds down
  const auto fraction = static_cast<std::uint64_t>(above) & ((std::uint64_t{1} << C::mantissa_bits) - 1);
  const double f = std::bit_cast<double>(fraction + sqrt_half) - 1;
  const auto k = static_cast<double>(exponent - (denormal ? 54 : 0));

  // log(1 + f) = 2 atanh(s), s = f / (2 + f), as f - f^2/2 + s (f^2/2 + series): the large part f has no rounding
  // error.
  const double s = f / (2 + f);
  const double s2 = s * s;
  double series = 0;  // 2 s^2 / 3 + 2 s^4 / 5 + ... + 2 s^20 / 21; the rest is below 2^-60
  for (int n = 21; n >= 3; n -= 2) series = (series + 2.0 / n) * s2;
  const double half_square = f * f / 2;
  return k * C::ln2_hi - ((half_square - (s * (half_square + series) + k * C::ln2_lo)) - f);
}

// cos(pi u) for 0 <= u <= 1, to 3e-16: the Taylor series of sin at pi (1/2 - u), which has no argument above pi / 2.
inline double portable_cos_pi(double u) {
  constexpr double pi = 0x1.921fb54442d18p+1;
  const double y = pi * (0.5 - u);
  double series = 1;
  for (int n = 23; n >= 3; n -= 2) series = 1 - series * (y * y) / (n * (n - 1));
  return y * series;
}

// base^exponent by squaring: the bits of std::pow differ between libraries.
inline double portable_power(double base, std::uint64_t exponent) {
  double product = 1;
  for (; exponent > 0; exponent /= 2, base *= base)
    if (exponent % 2 == 1)
      product *= base;
  return product;
}

// How many times `every` > 0 fits into t >= 0. What is a multiple but for rounding is that multiple: .1 fits three
// times into .3, although .3 / .1 < 3.
inline double whole_times(double t, double every) { return std::floor(t / every * (1 + 1e-14)); }

}  // namespace models
