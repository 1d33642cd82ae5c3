#include "models/portable_math.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

using models::portable_cos_pi;
using models::portable_exp;
using models::portable_log;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// |got - exact| in units of the last place of T at `exact`.
template <class T>
double ulps(T got, long double exact) {
  const T nearest = static_cast<T>(exact);
  if (got == nearest)
    return 0;
  const T next = std::nextafter(std::abs(nearest), std::numeric_limits<T>::infinity());
  return static_cast<double>(std::abs((got - exact) / (static_cast<long double>(next) - std::abs(nearest))));
}

// The largest error of f over a grid of `steps` points from `low` to `high`.
template <class T, class F, class Exact>
double worst(F f, Exact exact, T low, T high, int steps) {
  double largest = 0;
  for (int i = 0; i <= steps; ++i) {
    const T x = low + (high - low) * static_cast<T>(i) / static_cast<T>(steps);
    largest = std::max(largest, ulps<T>(f(x), exact(static_cast<long double>(x))));
  }
  return largest;
}

auto exact_exp = [](long double x) { return std::exp(x); };
auto exact_log = [](long double x) { return std::log(x); };

}  // namespace

TEST_CASE("exp of double is within 1 ulp wherever it is finite") {
  auto f = [](double x) { return portable_exp(x); };
  CHECK(worst<double>(f, exact_exp, -708.0, 709.78, 200'003) < 1.0);
  CHECK(worst<double>(f, exact_exp, -1.0, 1.0, 200'003) < 1.0);
  CHECK(worst<double>(f, exact_exp, -746.0, -708.0, 50'003) < 1.0);  // results are denormal
}

TEST_CASE("exp of float is within 1.03 ulp wherever it is finite") {
  auto f = [](float x) { return portable_exp(x); };
  CHECK(worst<float>(f, exact_exp, -87.0F, 88.72F, 200'003) < 1.03);
  CHECK(worst<float>(f, exact_exp, -1.0F, 1.0F, 200'003) < 1.03);
  CHECK(worst<float>(f, exact_exp, -104.0F, -87.0F, 50'003) < 1.03);
}

TEST_CASE_TEMPLATE("exp is exact at zero, infinities and NaN, and overflows and underflows where it must", T, float,
                   double) {
  CHECK(portable_exp(T{0}) == 1);
  CHECK(portable_exp(-T{0}) == 1);
  CHECK(portable_exp(std::numeric_limits<T>::denorm_min()) == 1);
  CHECK(portable_exp(static_cast<T>(infinity)) == infinity);
  CHECK(portable_exp(static_cast<T>(-infinity)) == 0);
  CHECK(std::isnan(portable_exp(static_cast<T>(not_a_number))));
  CHECK(portable_exp(std::numeric_limits<T>::max()) == infinity);
  CHECK(portable_exp(std::numeric_limits<T>::lowest()) == 0);
}

TEST_CASE("exp of double overflows above log(max) and reaches the least denormal") {
  CHECK(portable_exp(709.782712893383) < infinity);
  CHECK(portable_exp(709.782712893385) == infinity);
  CHECK(portable_exp(-745.13) == std::numeric_limits<double>::denorm_min());
  CHECK(portable_exp(-745.14) == 0);
}

TEST_CASE("log is within 1 ulp from the least denormal to the largest number") {
  auto f = [](double x) { return portable_log(x); };
  CHECK(worst<double>(f, exact_log, 0.5, 2.0, 200'003) < 1.0);
  CHECK(worst<double>(f, exact_log, 1 - 1e-6, 1 + 1e-6, 50'003) < 1.0);
  double largest = 0;
  for (double x = std::numeric_limits<double>::denorm_min(); x < infinity; x *= 1.5)
    largest = std::max(largest, ulps(portable_log(x), std::log(static_cast<long double>(x))));
  CHECK(largest < 1.0);
}

TEST_CASE("log is exact at one, zero, infinity and where it is undefined") {
  CHECK(portable_log(1) == 0);
  CHECK(portable_log(0) == -infinity);
  CHECK(portable_log(-0.0) == -infinity);
  CHECK(portable_log(infinity) == infinity);
  CHECK(std::isnan(portable_log(-1)));
  CHECK(std::isnan(portable_log(not_a_number)));
}

TEST_CASE("cos of pi u has no error worth the name over half a turn") {
  CHECK(portable_cos_pi(0) == doctest::Approx(1).epsilon(1e-15));
  CHECK(portable_cos_pi(0.5) == 0);
  for (int i = 0; i <= 1000; ++i) {
    const double u = i / 1000.0;
    CHECK(std::abs(portable_cos_pi(u) - static_cast<double>(std::cos(3.14159265358979323846L * u))) < 3e-16);
  }
}
