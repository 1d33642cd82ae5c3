#include "models/objectives/quadratic.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace models;
using namespace models_test;

namespace {

std::unique_ptr<Objective<double>> bowl(const Quadratic& model, std::uint64_t seed = 1) {
  return model.bind(std::shared_ptr<const Split<double>>(), seed);
}

Quadratic three() {
  Quadratic model;
  model.curvature = {1, 0.2, 0.05};
  model.optimum = {1, -2, 4};
  return model;
}

}  // namespace

TEST_CASE("a quadratic's start, loss, gradient and mean follow its formula") {
  const auto f = bowl(three());
  CHECK(f->size() == 3);
  std::vector<double> x(3);
  f->initialise(x);
  CHECK(x == std::vector<double>{1, 1, 1});
  const Slope at = slope(*f, x, {0, 8, {}});
  CHECK(at.gradient[0] == 0);
  CHECK(at.gradient[1] == doctest::Approx(0.6));
  CHECK(at.gradient[2] == doctest::Approx(-0.15));
  CHECK(at.loss == doctest::Approx(0.5 * (0.2 * 9 + 0.05 * 9)));
  CHECK(figures(*f, x) == std::vector<double>{at.loss, 1});
  CHECK(f->evaluation_rows(true) == 0);
}

TEST_CASE("a lone value stands for every coordinate") {
  Quadratic model;
  model.dimension = 4;
  model.curvature = {2};
  model.initial = {3};
  const auto f = bowl(model);
  CHECK(slope(*f, {3, 2, 1, 0}, {0, 1, {}}).gradient == std::vector<double>{6, 4, 2, 0});
}

TEST_CASE("gradient noise belongs to the sample: parts of a batch average to the whole") {
  Quadratic model = three();
  model.noise = 2;
  const auto f = bowl(model, 5);
  const std::vector<double> x{1, 2, 3};
  const Slope whole = slope(*f, x, {1000, 24, {}});
  for (std::size_t i = 0; i < 3; ++i) {
    double mean = 0;
    for (std::uint64_t worker = 0; worker < 4; ++worker)
      mean += slope(*f, x, {1000 + 6 * worker, 6, {}}).gradient[i] / 4;
    CHECK(mean == doctest::Approx(whole.gradient[i]).epsilon(1e-13));
  }
  CHECK(slope(*bowl(model, 6), x, {1000, 24, {}}).gradient != whole.gradient);
}

TEST_CASE("a batch of B has gradient noise of variance sigma squared over B") {
  Quadratic model;
  model.noise = 3;
  model.curvature = {0, 0};
  const auto f = bowl(model);
  const std::size_t batch = 4, draws = 20'000;
  double first = 0, square = 0, cross = 0;
  for (std::size_t i = 0; i < draws; ++i) {
    const std::vector<double> g = slope(*f, {0, 0}, {i * batch, batch, {}}).gradient;
    first += g[0];
    square += g[0] * g[0];
    cross += g[0] * g[1];
  }
  const double n = static_cast<double>(draws), variance = 9.0 / 4;
  CHECK(std::abs(first / n) < 4 * std::sqrt(variance / n));
  CHECK(std::abs(square / n - variance) < 4 * variance * std::sqrt(2 / n));
  CHECK(std::abs(cross / n) < 4 * variance / std::sqrt(n));
}

TEST_CASE("gradient descent on a quadratic contracts by 1 - rate lambda") {
  const auto f = bowl(three());
  const std::vector<double> x = descend(*f, 0.3, 20, {0, 1, {}});
  CHECK(x[1] == doctest::Approx(-2 + 3 * std::pow(1 - 0.3 * 0.2, 20)).epsilon(1e-12));
  CHECK(x[2] == doctest::Approx(4 - 3 * std::pow(1 - 0.3 * 0.05, 20)).epsilon(1e-12));
}
