// Networks: their gradients against finite differences, and where training ends against solutions known otherwise.
#include "models/networks/activation.hpp"
#include "models/registry.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

Mlp mlp(std::vector<std::int64_t> hidden, const std::string& activation, double l2 = 0) {
  Mlp model;
  model.hidden = std::move(hidden);
  model.activation = activation;
  model.l2 = l2;
  return model;
}

const std::vector<std::uint32_t> some_rows{3, 149, 0, 77, 3, 20, 90};

std::vector<double> start(const Objective<double>& f) {
  std::vector<double> x(f.size());
  f.initialise(x);
  return x;
}

}  // namespace

TEST_CASE("the gradient of a multi-layer perceptron agrees with differences of its loss") {
  for (const std::size_t classes : {0U, 4U})
    for (const std::string activation : {"tanh", "gelu"})
      for (const double l2 : {0.0, 0.3}) {
        INFO(classes, " classes, ", activation, ", l2 = ", l2);
        const auto f = mlp({7, 5}, activation, l2).bind(split(dense_data(150, 6, classes)), 1);
        check_gradient(*f, uniform(f->size(), 9), batch_of(some_rows), 1e-9);
      }
}

TEST_CASE("the gradient of a ReLU network agrees with differences where no unit is near its corner") {
  const auto f = mlp({4}, "relu").bind(split(dense_data(20, 2, 3)), 1);
  const std::vector<std::uint32_t> rows{1, 2};
  check_gradient(*f, uniform(f->size(), 3), batch_of(rows), 1e-9);
}

TEST_CASE("the gradient of a batch larger than a chunk is the mean of its parts, and its loss that of evaluation") {
  const auto f = mlp({7, 5}, "gelu", 0.1).bind(split(dense_data(150, 6, 4)), 1);
  const std::vector<double> x = start(*f);
  const auto rows = all_rows(150);
  const Slope whole = slope(*f, x, batch_of(rows));
  std::vector<double> mean(x.size(), 0.0);
  for (std::size_t part = 0; part < 10; ++part) {
    const Slope piece = slope(*f, x, {15 * part, 15, std::span(rows).subspan(15 * part, 15)});
    for (std::size_t i = 0; i < x.size(); ++i) mean[i] += piece.gradient[i] / 10;
  }
  for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(std::abs(mean[i] - whole.gradient[i]) < 1e-12);
  CHECK(figures(*f, x)[0] == doctest::Approx(whole.loss).epsilon(1e-12));
}

TEST_CASE("a perceptron without hidden layers is softmax regression, or least squares") {
  const auto labelled = split(dense_data(100, 6, 3));
  const std::vector<double> x = uniform(21, 2);
  const auto rows = all_rows(100);
  const Slope network = slope(*mlp({}, "relu").bind(labelled, 1), x, batch_of(rows));
  const Slope linear = slope(*SoftmaxRegression().bind(labelled, 1), x, batch_of(rows));
  CHECK(network.loss == linear.loss);
  CHECK(network.gradient == linear.gradient);

  const auto measured = split(dense_data(100, 6, 0));
  LinearRegression regression;
  regression.intercept = true;
  const std::vector<double> w = uniform(7, 2);
  const auto f = mlp({}, "relu").bind(measured, 1), g = regression.bind(measured, 1);
  CHECK(slope(*f, w, batch_of(rows)).gradient == slope(*g, w, batch_of(rows)).gradient);
  CHECK(figures(*f, w)[0] == doctest::Approx(figures(*g, w)[0] / 2));
  CHECK(figures(*f, w)[1] == doctest::Approx(figures(*g, w)[0]));
}

TEST_CASE("a perceptron learns exclusive or, which nothing linear can") {
  Dataset<double> data = shaped<double>(4, 2, 2);
  data.dense = {0, 0, 0, 1, 1, 0, 1, 1};
  data.label = {0, 1, 1, 0};
  const auto rows = all_rows(4);
  for (const std::string activation : {"relu", "tanh", "gelu"}) {
    const auto f = mlp({8}, activation).bind(split(data), 1);
    const auto end = figures(*f, descend(*f, 0.5, 2000, batch_of(rows)));
    CHECK(end[0] < 0.01);
    CHECK(end[1] == 1);
  }
}

TEST_CASE("tanh and gelu are those of the standard library to a few units in the last place") {
  for (const std::string name : {"tanh", "gelu"})
    for (double x = -30; x <= 30; x += 0.37) {
      double y = 0;
      const double* const row = &x;
      activation<double>(name, 1)->forward({{&row, 1}, 1}, {}, {&y, 1});
      const double u = std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x);
      const double expected = name == "tanh" ? std::tanh(x) : x / 2 * (1 + std::tanh(u));
      REQUIRE(std::abs(y - expected) < 4e-16 * std::max(1.0, std::abs(x)));
    }
}

TEST_CASE("initial weights have the variance of their law, biases are 0, and each layer has its own draws") {
  Mlp model = mlp({200, 200}, "relu");
  const auto data = split(dense_data(10, 200, 4));
  const double variances[] = {2.0 / 200, 2.0 / 400, 1.0 / 200, 0};
  const std::string laws[] = {"he", "glorot", "lecun", "zeros"};
  for (std::size_t law = 0; law < 4; ++law) {
    model.initial = laws[law];
    const auto f = model.bind(data, 1);
    const std::vector<double> x = start(*f);
    CHECK(f->layer_ends() == std::vector<std::size_t>{40000, 40200, 80200, 80400, 81200, 81204});
    double square = 0;
    for (std::size_t i = 0; i < 40000; ++i) square += x[i] * x[i];
    CHECK(square / 40000 == doctest::Approx(variances[law]).epsilon(0.03));
    CHECK(std::all_of(x.begin() + 40000, x.begin() + 40200, [](double b) { return b == 0; }));
    CHECK((x[0] != x[40200] || variances[law] == 0));
    CHECK(start(*model.bind(data, 1)) == x);
  }
}

TEST_CASE("a network says which data it cannot take") {
  CHECK_THROWS_WITH(Mlp().bind(split(sparse_copy(dense_data(9, 3, 2))), 1),
                    "mlp needs dense features, but the data are sparse");
  CHECK_THROWS_WITH(Mlp().bind(split(dense_data(0, 3, 2)), 1),
                    "mlp needs at least one training sample, but the data have none");
}
