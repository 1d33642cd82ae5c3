#include "models/objectives/quadratic.hpp"
#include "models/objectives/rotation.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
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

TEST_CASE("multiplicative noise is that of additive noise times the gradient, and none at the minimum") {
  Quadratic model = three();
  const std::vector<double> x{3, 1, 1};
  const Batch batch{500, 6, {}};
  const std::vector<double> exact = slope(*bowl(model), x, batch).gradient;
  model.noise = 0.5;
  const std::vector<double> additive = slope(*bowl(model), x, batch).gradient;
  model.noise_law = "multiplicative";
  const std::vector<double> multiplicative = slope(*bowl(model), x, batch).gradient;
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(multiplicative[i] == doctest::Approx(exact[i] * (1 + additive[i] - exact[i])).epsilon(1e-14));
  CHECK(slope(*bowl(model), {1, -2, 4}, batch).gradient == std::vector<double>{0, 0, 0});
}

TEST_CASE("a rotated quadratic keeps its spectrum and its minimum, and its gradient is that of its loss") {
  Quadratic model = three();
  model.rotated = true;
  const auto f = bowl(model, 3);
  Eigen::Matrix3d hessian;
  for (int i = 0; i < 3; ++i) {
    std::vector<double> x = model.optimum;
    CHECK(slope(*f, x, {}).loss == 0);
    x[static_cast<std::size_t>(i)] += 1;
    const Slope at = slope(*f, x, {});
    for (int j = 0; j < 3; ++j) hessian(i, j) = at.gradient[static_cast<std::size_t>(j)];
    CHECK(at.loss == doctest::Approx(hessian(i, i) / 2).epsilon(1e-14));
  }
  CHECK((hessian - hessian.transpose()).norm() < 1e-15);
  CHECK(std::abs(hessian(0, 1)) > 1e-3);
  const Eigen::Vector3d spectrum = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(hessian).eigenvalues();
  CHECK((spectrum - Eigen::Vector3d(0.05, 0.2, 1)).norm() < 1e-14);
  CHECK(slope(*bowl(model, 4), {0, 0, 0}, {}).gradient != slope(*f, {0, 0, 0}, {}).gradient);
}

TEST_CASE("a random rotation is orthogonal to rounding") {
  constexpr Eigen::Index n = 60;
  const std::vector<double> q = random_rotation(n, stream(1, Purpose::rotation));
  const Eigen::Map<const Eigen::MatrixXd> matrix(q.data(), n, n);
  CHECK((matrix * matrix.transpose() - Eigen::MatrixXd::Identity(n, n)).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("each worker descends its own quadratic, and the loss is their mean") {
  Quadratic model;
  model.per_worker = {{{1}, {1}}, {{0.2}, {-2}}, {{0.05}, {4}}};
  const auto f = bowl(model);
  CHECK(f->workers() == 3);
  CHECK(f->size() == 1);
  for (int worker = 0; worker < 3; ++worker) {
    const double lambda = model.per_worker[static_cast<std::size_t>(worker)].curvature[0];
    const double optimum = model.per_worker[static_cast<std::size_t>(worker)].optimum[0];
    const Slope at = slope(*f, {3}, {0, 1, {}, worker});
    CHECK(at.gradient[0] == doctest::Approx(lambda * (3 - optimum)).epsilon(1e-15));
    CHECK(at.loss == doctest::Approx(lambda * (3 - optimum) * (3 - optimum) / 2).epsilon(1e-15));
  }
  CHECK(figures(*f, std::vector<double>{3})[0] == doctest::Approx((4 + 0.2 * 25 + 0.05) / 6).epsilon(1e-15));
  // The minimum of the mean is at sum lambda x* / sum lambda.
  CHECK(figures(*f, std::vector<double>{0.64})[0] < figures(*f, std::vector<double>{0.6400001})[0]);
  CHECK(figures(*f, std::vector<double>{0.64})[0] < figures(*f, std::vector<double>{0.6399999})[0]);
}

TEST_CASE("a worker's function takes from everybody's what it does not say") {
  Quadratic model = three();
  model.per_worker = {{{}, {0}}, {{3}, {}}};
  const auto f = bowl(model);
  CHECK(slope(*f, {1, 1, 1}, {0, 1, {}, 0}).gradient == std::vector<double>{1, 0.2, 0.05});
  CHECK(slope(*f, {1, 1, 1}, {0, 1, {}, 1}).gradient == std::vector<double>{0, 9, -9});
}

TEST_CASE("lists that do not fit are refused, and the sentence says which") {
  Quadratic model = three();
  model.per_worker = {{{}, {}}, {{1, 2}, {}}};
  CHECK_THROWS_WITH_AS(
      bowl(model),
      "quadratic needs one value of per_worker/1/curvature or 3, as many as there are parameters, but has 2",
      std::invalid_argument);
  Quadratic large;
  large.dimension = 1001;
  large.rotated = true;
  CHECK_THROWS_WITH_AS(bowl(large), "quadratic can be rotated with at most 1000 parameters, but has 1001",
                       std::invalid_argument);
}

TEST_CASE("gradient descent on a quadratic contracts by 1 - rate lambda") {
  const auto f = bowl(three());
  const std::vector<double> x = descend(*f, 0.3, 20, {0, 1, {}});
  CHECK(x[1] == doctest::Approx(-2 + 3 * std::pow(1 - 0.3 * 0.2, 20)).epsilon(1e-12));
  CHECK(x[2] == doctest::Approx(4 - 3 * std::pow(1 - 0.3 * 0.05, 20)).epsilon(1e-12));
}
