#include "analysis/sgd_rates.hpp"
#include "analysis/sgd_dynamics.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <initializer_list>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("synchronous SGD on a quadratic contracts to its floor") {
  CHECK(synchronous_mean(0.1, 2) == Approx(0.81).epsilon(1e-15));
  CHECK(synchronous_square(0.1, 0, 3, 2) == Approx(4 * std::pow(0.9, 6)).epsilon(1e-14));
  CHECK(synchronous_square(0.1, 0.3, 0) == 1);
  for (const double a : {0.05, 0.7, 1.9}) {
    CHECK(synchronous_floor(a, 1) == Approx(heavy_ball_variance(a)).epsilon(1e-14));
    const double by_steps = asynchronous_second_moment(a, 1, 0.2, 30).back();
    CHECK(synchronous_square(a, 0.2, 30) == Approx(by_steps).epsilon(1e-12));
  }
}

// On f = x^2/2 from x = 1: L = 1, D = 1/2, and |grad f|^2 = x^2 is known at every iterate.
TEST_CASE("the mean squared gradient of a quadratic keeps below the bound, which falls as one over the root of T") {
  for (const double sigma : {0.0, 0.1, 1.0})
    for (const int T : {10, 1000, 100'000}) {
      const double a = best_constant_step(1, 0.5, sigma, T);
      double sum = 0;
      for (int t = 0; t < T; ++t) sum += synchronous_square(a, a * a * sigma * sigma, t);
      CAPTURE(sigma);
      CAPTURE(T);
      CHECK(sum / T <= gradient_bound(1, 0.5, sigma, T));
    }
  CHECK(gradient_bound(1, 0.5, 1, 4e8) / gradient_bound(1, 0.5, 1, 1e8) == Approx(0.5).epsilon(1e-3));
}

TEST_CASE("linear scaling holds as long as the larger step is small") {
  const double small = std::pow(1 - 0.001, 4800), large = std::pow(1 - 0.032, 150);
  CHECK(small == Approx(0.00821001).epsilon(1e-6));
  CHECK(large == Approx(0.00760858).epsilon(1e-6));
  CHECK(linear_scaling_ratio(0.001, 32, 4800) == Approx(0.00760858 / 0.00821001).epsilon(1e-6));
  CHECK(linear_scaling_ratio(0.001, 1, 4800) == Approx(1).epsilon(1e-12));
}
