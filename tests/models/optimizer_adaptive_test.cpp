// Adam, AdamW and LARS against their papers' recurrences, written out once more in double, coordinate by coordinate.
#include "models/optimizers/adam.hpp"
#include "models/optimizers/lars.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using models::Adam;
using models::AdamW;
using models::Lars;

namespace {

const std::vector<std::size_t> one{1}, layers{3, 5};

std::vector<double> draw(std::size_t n, std::mt19937_64& bits) {
  std::vector<double> out(n);
  for (double& v : out) v = static_cast<double>(bits() >> 11) * 0x1p-52 - 1;
  return out;
}

template <class T>
std::vector<T> rounded(const std::vector<double>& v) {
  return {v.begin(), v.end()};
}

// One coordinate of algorithm 1 of Kingma & Ba; `pow` in place of running products.
struct AdamReference {
  double l2, decoupled;
  double m = 0, v = 0;
  double step(double x, double g, double rate, int t) {
    constexpr double beta1 = 0.8, beta2 = 0.95, epsilon = 1e-3;
    g += l2 * x;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const double m_hat = m / (1 - std::pow(beta1, t)), v_hat = v / (1 - std::pow(beta2, t));
    return x - rate * decoupled * x - rate * m_hat / (std::sqrt(v_hat) + epsilon);
  }
};

template <class T>
void check_adam(Adam&& adam, AdamReference reference) {
  adam.beta1 = 0.8;
  adam.beta2 = 0.95;
  adam.epsilon = 1e-3;
  adam.weight_decay = 0.1;
  const auto state = adam.state<T>(layers);
  std::mt19937_64 bits(1);
  std::vector<double> x = draw(5, bits);
  std::vector<T> got = rounded<T>(x);
  std::vector<AdamReference> coordinate(5, reference);
  for (int t = 1; t <= 50; ++t) {
    const std::vector<double> g = draw(5, bits);
    const double rate = 0.1 / t;
    CHECK(state->step(got, rounded<T>(g), rate, got));
    for (std::size_t i = 0; i < 5; ++i) {
      x[i] = coordinate[i].step(x[i], g[i], rate, t);
      CHECK(std::abs(got[i] - x[i]) < (sizeof(T) == 4 ? 2e-6 : 1e-14));
    }
  }
}

double norm(const std::vector<double>& v, std::size_t begin, std::size_t end) {
  double squares = 0;
  for (std::size_t i = begin; i < end; ++i) squares += v[i] * v[i];
  return std::sqrt(squares);
}

}  // namespace

TEST_CASE_TEMPLATE("Adam follows its recurrence, the weight decay in the gradient", T, float, double) {
  check_adam<T>(Adam(), {.l2 = 0.1, .decoupled = 0});
}

TEST_CASE_TEMPLATE("AdamW follows its recurrence, the weight decay beside the gradient", T, float, double) {
  check_adam<T>(AdamW(), {.l2 = 0, .decoupled = 0.1});
}

TEST_CASE("the first step of Adam is the learning rate along the sign of the gradient") {
  for (const double g : {-1e6, -1e-3, 0.25, 3e8}) {
    const auto state = Adam().state<double>(one);
    std::vector<double> x{0};
    CHECK(state->step(x, std::vector<double>{g}, 0.01, x));
    CHECK(x[0] == doctest::Approx(g > 0 ? -0.01 : 0.01).epsilon(1.1 * 1e-8 / std::abs(g) + 1e-14));
  }
}

TEST_CASE_TEMPLATE("LARS follows algorithm 1 of its paper on two layers of different size", T, float, double) {
  Lars lars;
  lars.trust = 0.02;
  lars.momentum = 0.7;
  lars.weight_decay = 0.05;
  const auto state = lars.state<T>(layers);
  std::mt19937_64 bits(2);
  std::vector<double> x = draw(5, bits), v(5, 0.0);
  for (std::size_t i = 3; i < 5; ++i) x[i] *= 100;
  std::vector<T> got = rounded<T>(x);
  for (int t = 1; t <= 30; ++t) {
    const std::vector<double> g = draw(5, bits), before = x;
    CHECK(state->step(got, rounded<T>(g), 0.3, got));
    for (std::size_t i = 0; i < 5; ++i) {
      const std::size_t begin = i < 3 ? 0 : 3, end = i < 3 ? 3 : 5;
      const double w = norm(before, begin, end);
      const double lambda = 0.02 * w / (norm(g, begin, end) + 0.05 * w);
      v[i] = 0.7 * v[i] + 0.3 * lambda * (g[i] + 0.05 * before[i]);
      x[i] = before[i] - v[i];
      CHECK(got[i] == doctest::Approx(x[i]).epsilon(sizeof(T) == 4 ? 1e-5 : 1e-13));
    }
  }
}

TEST_CASE("the first step of LARS moves each layer by the same part of its norm, whatever its gradient") {
  Lars lars;
  lars.trust = 0.1;
  lars.weight_decay = 0;
  const auto state = lars.state<double>(layers);
  const std::vector<double> x{3, 0, 4, 60, 80}, gradient{1e-3, 2e-3, 0, -5, 7};
  std::vector<double> out(5);
  CHECK(state->step(x, gradient, 0.5, out));
  std::vector<double> moved(5);
  for (std::size_t i = 0; i < 5; ++i) moved[i] = out[i] - x[i];
  CHECK(norm(moved, 0, 3) == doctest::Approx(0.5 * 0.1 * 5));
  CHECK(norm(moved, 3, 5) == doctest::Approx(0.5 * 0.1 * 100));
}

TEST_CASE("LARS leaves a start at zero like SGD") {
  const auto state = Lars().state<double>(layers);
  std::vector<double> x(5, 0.0);
  CHECK(state->step(x, std::vector<double>{1, 2, 3, 4, 5}, 0.5, x));
  CHECK(x == std::vector<double>{-0.5, -1, -1.5, -2, -2.5});
}

TEST_CASE_TEMPLATE("a step that is not finite says so", Kind, Adam, AdamW, Lars) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const float g : {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> x{1};
    CHECK_FALSE(Kind().template state<float>(one)->step(x, std::vector<float>{g}, 0.1, x));
  }
  std::vector<float> x{1};
  CHECK(Kind().template state<float>(one)->step(x, std::vector<float>{1}, 0.1, x));
}

TEST_CASE("a gradient whose square overflows ends Adam instead of freezing it") {
  std::vector<float> x{1};
  CHECK_FALSE(Adam().state<float>(one)->step(x, std::vector<float>{1e30F}, 0.1, x));
}
