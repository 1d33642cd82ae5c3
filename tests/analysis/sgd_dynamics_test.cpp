#include "analysis/sgd_dynamics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("the mean of asynchronous SGD has momentum 1 - 1/M") {
  const std::vector<double> x = asynchronous_mean(0.5, 4, 10);
  CHECK(x.size() == 11);
  CHECK(x[1] == 0.5);
  CHECK(x[5] == Approx(-0.593140).epsilon(1e-6));
  CHECK(x[10] == Approx(-0.124589).epsilon(1e-5));
  CHECK(asynchronous_mean(0.5, 4, 0) == std::vector<double>{1});
}

TEST_CASE("the stationary variance of asynchronous SGD") {
  CHECK(asynchronous_variance(0.1, 4) == Approx(6.796117).epsilon(1e-6));
  CHECK(asynchronous_variance(0.05, 16) == Approx(17.910448).epsilon(1e-6));
  CHECK(asynchronous_variance(0.3, 1) == Approx(heavy_ball_variance(0.3)).epsilon(1e-14));
}

TEST_CASE("the second moment of asynchronous SGD ends at the stationary variance") {
  for (int M : {1, 2, 4, 16}) {
    CAPTURE(M);
    const double a = 0.4 * asynchronous_limit(M);
    CHECK(asynchronous_second_moment(a, M, 1, 5000).back() == Approx(asynchronous_variance(a, M)).epsilon(1e-9));
  }
}

TEST_CASE("the second moment of asynchronous SGD diverges above its limit, not below") {
  CHECK(asynchronous_limit(2) == Approx(1.280776).epsilon(1e-6));
  CHECK(asynchronous_limit(8) == Approx(0.566391).epsilon(1e-6));
  for (int M : {1, 2, 8, 40}) {
    CAPTURE(M);
    CHECK(asynchronous_second_moment(0.98 * asynchronous_limit(M), M, 0, 20000).back() < 1e-3);
    CHECK(asynchronous_second_moment(1.02 * asynchronous_limit(M), M, 0, 8000).back() > 100);
  }
}

TEST_CASE("the second moment of eight workers at a time") {
  const double noise = 0.01;
  CHECK(asynchronous_second_moment_at(0, 0.1, 8, noise) == 1);
  CHECK(synchronous_second_moment_at(0, 0.1, 8, noise) == 1);
  CHECK(asynchronous_second_moment_at(2, 0.1, 8, noise) == Approx(0.10406248).epsilon(1e-7));
  CHECK(asynchronous_second_moment_at(10, 0.1, 8, noise) == Approx(0.08918830).epsilon(1e-7));
  CHECK(asynchronous_second_moment_at(40, 0.1, 8, noise) == Approx(0.08910891).epsilon(1e-7));
  CHECK(synchronous_second_moment_at(2, 0.1, 8, noise) == Approx(0.94070515).epsilon(1e-7));
  CHECK(synchronous_second_moment_at(10, 0.1, 8, noise) == Approx(0.51306579).epsilon(1e-7));
  CHECK(synchronous_second_moment_at(40, 0.1, 8, noise) == Approx(0.05862128).epsilon(1e-7));
}

TEST_CASE("the limit of SGD with a fixed delay") {
  for (int tau : {0, 1, 2, 5, 40}) {
    CAPTURE(tau);
    const double exact = 2 * std::sin(std::numbers::pi / (2 * (2 * tau + 1)));
    CHECK(delayed_limit(tau) == Approx(exact).epsilon(1e-12));
  }
  for (double beta : {0.0, 0.5, 0.9}) CHECK(delayed_limit(0, beta) == Approx(2 * (1 + beta)).epsilon(1e-12));
}

TEST_CASE("the limit of the heavy ball with a fixed delay") {
  CHECK(delayed_limit(1, 0.5) == Approx(0.5).epsilon(1e-9));
  CHECK(delayed_limit(1, 0.9) == Approx(0.1).epsilon(1e-9));
  CHECK(std::abs(delayed_limit(4, 0) - 0.34730) < 1e-5);
  CHECK(std::abs(delayed_limit(4, 0.5) - 0.15585) < 1e-5);
  CHECK(std::abs(delayed_limit(4, 0.9) - 0.02650) < 1e-5);
}

TEST_CASE("the stationary variance of SGD with a fixed delay") {
  CHECK(delayed_variance(0.3, 1) == Approx(2.691511).epsilon(1e-6));
  CHECK(delayed_variance(0.05, 9) == Approx(16.393648).epsilon(1e-6));
  CHECK(delayed_variance(0.3, 0) == Approx(heavy_ball_variance(0.3)).epsilon(1e-12));
}

TEST_CASE("the stationary variance of the heavy ball") {
  CHECK(heavy_ball_variance(0.1, 0.9) == Approx(51.351351).epsilon(1e-6));
}
