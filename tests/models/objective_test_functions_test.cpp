// Rosenbrock's and Himmelblau's functions.
#include "models/objectives/test_functions.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

std::unique_ptr<Objective<double>> rosenbrock(std::vector<double> initial, double steepness, double noise = 0) {
  Rosenbrock model;
  model.initial = std::move(initial);
  model.steepness = steepness;
  model.noise = noise;
  return model.bind(std::shared_ptr<const Split<double>>(), 1);
}

std::unique_ptr<Objective<double>> himmelblau(std::vector<double> initial) {
  Himmelblau model;
  model.initial = std::move(initial);
  return model.bind(std::shared_ptr<const Split<double>>(), 1);
}

}  // namespace

TEST_CASE("the gradients of the test functions agree with central differences") {
  const auto valley = rosenbrock({0.5, -1, 2, 0.3}, 7), minima = himmelblau({1, 2});
  for (const Objective<double>* f : {valley.get(), minima.get()}) {
    std::vector<double> x(f->size());
    f->initialise(x);
    check_gradient(*f, x, {}, 1e-8);
  }
}

TEST_CASE("gradient descent finds Rosenbrock's minimum and each of Himmelblau's") {
  for (const double x : descend(*rosenbrock({-1.2, 1}, 100), 0.001, 100000, {})) CHECK(x == doctest::Approx(1));
  const double minima[][2] = {{3, 2}, {-2.805118, 3.131312}, {-3.779310, -3.283186}, {3.584428, -1.848126}};
  for (const auto& [x, y] : minima) {
    const auto f = himmelblau({x > 0 ? 4.0 : -4.0, y > 0 ? 4.0 : -4.0});
    const std::vector<double> end = descend(*f, 0.005, 2000, {});
    CHECK(end[0] == doctest::Approx(x).epsilon(1e-6));
    CHECK(end[1] == doctest::Approx(y).epsilon(1e-6));
    CHECK(figures(*f, end) == std::vector<double>{slope(*f, end, {}).loss, end[0], end[1]});
  }
}

TEST_CASE("the noise of a test function averages over the batch") {
  const auto f = rosenbrock(std::vector<double>(200000, 1.0), 100, 3);
  const std::vector<double> x(200000, 1.0);  // the minimum: all of the gradient is noise
  for (const std::size_t batch : {1U, 9U}) {
    double square = 0;
    for (const double g : slope(*f, x, {0, batch, {}}).gradient) square += g * g / 200000;
    CHECK(square == doctest::Approx(9.0 / static_cast<double>(batch)).epsilon(0.02));
  }
}

TEST_CASE("a test function says how many parameters it needs") {
  CHECK_THROWS_WITH(rosenbrock({1}, 100), "rosenbrock needs two initial parameters or more");
  CHECK_THROWS_WITH(himmelblau({1, 2, 3}), "himmelblau needs two initial parameters");
}
