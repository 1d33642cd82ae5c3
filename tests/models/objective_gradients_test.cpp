#include "models/registry.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

struct Case {
  std::string name;
  std::shared_ptr<const Objective<double>> objective;
  double loss_per_gradient = 1;  // the gradient of linear_regression is that of half its loss
};

// Every objective with data, over dense and over sparse features, with and without its options.
std::vector<Case> cases() {
  std::vector<Case> all;
  const auto add = [&all](const std::string& name, const Model& model, std::size_t classes, double ratio) {
    const Dataset<double> dense = dense_data(150, 23, classes);
    all.push_back({name + ", dense", model.bind(split(dense), 1), ratio});
    all.push_back({name + ", sparse", model.bind(split(sparse_copy(dense)), 1), ratio});
  };
  LinearRegression linear;
  add("linear", linear, 0, 2);
  linear.intercept = true;
  add("linear with intercept", linear, 0, 2);
  LogisticRegression logistic;
  add("logistic", logistic, 2, 1);
  logistic.intercept = false;
  logistic.l2 = 0.3;
  add("logistic with l2, no intercept", logistic, 2, 1);
  Ridge ridge;
  ridge.l2 = 0.3;
  ridge.intercept = true;
  add("ridge with intercept", ridge, 0, 1);
  LinearSvm svm;
  add("svm", svm, 2, 1);
  svm.intercept = false;
  svm.l2 = 0.3;
  add("svm with l2, no intercept", svm, 2, 1);
  SoftmaxRegression softmax;
  add("softmax", softmax, 7, 1);
  softmax.l2 = 0.3;
  add("softmax with l2", softmax, 7, 1);
  return all;
}

const std::vector<std::uint32_t> some_rows{3, 149, 0, 77, 3, 20, 90};

}  // namespace

TEST_CASE("each gradient agrees with central differences of the loss") {
  for (const Case& c : cases()) {
    INFO(c.name);
    check_gradient(*c.objective, uniform(c.objective->size(), 9), batch_of(some_rows), 1e-9, c.loss_per_gradient);
  }
}

TEST_CASE("the loss of a whole-set gradient is the loss that evaluation reports") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const std::vector<double> x = uniform(c.objective->size(), 9);
    const auto rows = all_rows(c.objective->evaluation_rows(false));
    CHECK(figures(*c.objective, x)[0] == doctest::Approx(slope(*c.objective, x, batch_of(rows)).loss).epsilon(1e-12));
  }
}

TEST_CASE("the gradient of a large batch is the mean of the gradients of its parts") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const std::vector<double> x = uniform(c.objective->size(), 9);
    const auto rows = all_rows(144);
    const Slope whole = slope(*c.objective, x, batch_of(rows));
    std::vector<double> mean(x.size(), 0.0);
    for (std::size_t part = 0; part < 8; ++part) {
      const Batch batch{18 * part, 18, std::span(rows).subspan(18 * part, 18)};
      const Slope piece = slope(*c.objective, x, batch);
      for (std::size_t i = 0; i < x.size(); ++i) mean[i] += piece.gradient[i] / 8;
    }
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(std::abs(mean[i] - whole.gradient[i]) < 1e-12);
  }
}

TEST_CASE("sparse features give the gradient of the same features stored dense") {
  const std::vector<Case> all = cases();
  for (std::size_t i = 0; i < all.size(); i += 2) {
    INFO(all[i].name);
    const std::vector<double> x = uniform(all[i].objective->size(), 9);
    const Slope dense = slope(*all[i].objective, x, batch_of(some_rows));
    const Slope sparse = slope(*all[i + 1].objective, x, batch_of(some_rows));
    CHECK(dense.loss == doctest::Approx(sparse.loss).epsilon(1e-13));
    for (std::size_t k = 0; k < x.size(); ++k) REQUIRE(std::abs(dense.gradient[k] - sparse.gradient[k]) < 1e-13);
  }
}

TEST_CASE("float agrees with double to its precision") {
  const Dataset<double> wide = dense_data(150, 30, 5);
  Dataset<float> narrow = shaped<float>(wide.n, wide.d, wide.classes);
  narrow.label = wide.label;
  narrow.dense.assign(wide.dense.begin(), wide.dense.end());
  const auto f = SoftmaxRegression().bind(split(narrow), 1);
  const auto g = SoftmaxRegression().bind(split(wide), 1);
  const std::vector<double> x = uniform(g->size(), 4);
  const std::vector<float> x32(x.begin(), x.end());
  std::vector<float> gradient(f->size());
  const double loss = f->gradient(x32, batch_of(some_rows), gradient);
  const Slope expected = slope(*g, x, batch_of(some_rows));
  CHECK(loss == doctest::Approx(expected.loss).epsilon(1e-5));
  for (std::size_t i = 0; i < x.size(); ++i)
    REQUIRE(std::abs(static_cast<double>(gradient[i]) - expected.gradient[i]) < 1e-6);
}

TEST_CASE("logits too large for exp give finite losses and gradients") {
  const auto logistic = LogisticRegression().bind(split(dense_data(50, 4, 2)), 1);
  const auto softmax = SoftmaxRegression().bind(split(dense_data(50, 4, 3)), 1);
  for (const Objective<double>* f : {logistic.get(), softmax.get()}) {
    std::vector<double> x = uniform(f->size(), 5);
    for (double& v : x) v *= 1e5;
    const auto rows = all_rows(50);
    const Slope at = slope(*f, x, batch_of(rows));
    CHECK(std::isfinite(at.loss));
    CHECK(at.loss > 100);
    CHECK(std::all_of(at.gradient.begin(), at.gradient.end(), [](double g) { return std::isfinite(g); }));
  }
}

TEST_CASE("softmax starts at zero weights, or at normal ones of the scale asked for, the same for the same seed") {
  const auto data = split(dense_data(20, 500, 4));
  SoftmaxRegression model;
  std::vector<double> x(4 * 501, 99.0), again(x), other(x);
  model.bind(data, 1)->initialise(x);
  CHECK(x == std::vector<double>(x.size(), 0.0));
  model.initial_scale = 0.01;
  model.bind(data, 1)->initialise(x);
  model.bind(data, 1)->initialise(again);
  model.bind(data, 2)->initialise(other);
  CHECK(x == again);
  CHECK(x != other);
  double square = 0;
  for (std::size_t i = 0; i < 2000; ++i) square += x[i] * x[i];
  CHECK(std::sqrt(square / 2000) == doctest::Approx(0.01).epsilon(0.08));
  CHECK(std::all_of(x.begin() + 2000, x.end(), [](double b) { return b == 0; }));
}
