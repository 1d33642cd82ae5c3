#include "analysis/first_k_dynamics.hpp"
#include "analysis/sgd_dynamics.hpp"

#include <doctest/doctest.h>
#include <array>
#include <cmath>
#include <initializer_list>

using namespace dawdle::analysis;
using doctest::Approx;

namespace {

constexpr std::array kTimes = {2.0, 10.0, 40.0};

void check(const FirstK& how, double mean_at_2, std::array<double, 3> squares) {
  CAPTURE(how.gradients);
  CAPTURE(how.distinct);
  CAPTURE(how.fresh);
  const std::vector<Moments> moments = first_k_moments(kTimes, how, 0.1, 0.01);
  CHECK(std::abs(moments[0].mean - mean_at_2) < 6e-8);
  for (std::size_t i = 0; i < squares.size(); ++i) CHECK(std::abs(moments[i].square - squares[i]) < 6e-9);
}

}  // namespace

TEST_CASE("moments of eight workers at a time, by strategy") {
  check(k_sync(8, 4), 0.7496815, {0.57314990, 0.05534602, 0.01316049});
  check(k_sync(8, 8), 0.9685667, {0.94070515, 0.51306579, 0.05862128});
  check(k_batch_sync(8, 8), 0.8500153, {0.72703858, 0.14296170, 0.00684511});
  check(k_async(8, 4), 0.7392869, {0.55905629, 0.04283220, 0.01441027});
  check(k_batch_async(8, 1), -0.0634010, {0.10406248, 0.08918830, 0.08910891});
  check(k_batch_async(8, 4), 0.6616550, {0.45308430, 0.02129190, 0.01542654});
}

TEST_CASE("strategies that coincide have the same moments") {
  const auto same = [](const FirstK& one, const FirstK& other) {
    const auto x = first_k_moments(kTimes, one, 0.2, 0.03), y = first_k_moments(kTimes, other, 0.2, 0.03);
    for (std::size_t i = 0; i < kTimes.size(); ++i) {
      CHECK(x[i].mean == Approx(y[i].mean).epsilon(1e-12));
      CHECK(x[i].square == Approx(y[i].square).epsilon(1e-12));
    }
  };
  for (const int P : {1, 2, 5}) {
    same(k_sync(P, P), k_async(P, P));
    same(k_async(P, 1), k_batch_async(P, 1));
    same(k_sync(P, 1), k_batch_sync(P, 1));
  }
  same(k_sync(1, 1), k_batch_async(1, 1));
}

TEST_CASE("the ends of the family agree with the recursions of asynchronous and synchronous SGD") {
  for (const int M : {1, 3, 20}) {
    const double a = 0.3 * asynchronous_limit(M);
    const auto async = first_k_moments(kTimes, k_batch_async(M, 1), a, 0.02);
    const auto sync = first_k_moments(kTimes, k_sync(M, M), a, 0.02);
    for (std::size_t i = 0; i < kTimes.size(); ++i) {
      CHECK(async[i].square == Approx(asynchronous_second_moment_at(kTimes[i], a, M, 0.02)).epsilon(1e-9));
      CHECK(sync[i].square == Approx(synchronous_second_moment_at(kTimes[i], a, M, 0.02)).epsilon(1e-9));
    }
  }
}

TEST_CASE("asynchronous leads synchronous until 33.9, and begins where it begins") {
  const std::array times = {0.0, 33.8, 33.95};
  const auto async = first_k_moments(times, k_batch_async(8, 1), 0.1, 0.01);
  const auto sync = first_k_moments(times, k_sync(8, 8), 0.1, 0.01);
  CHECK(async[0].square == Approx(1).epsilon(1e-12));
  CHECK(async[1].square < sync[1].square);
  CHECK(async[2].square > sync[2].square);
}
