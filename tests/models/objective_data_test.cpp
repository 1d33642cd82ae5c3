// What objectives say of data that do not fit, and how they judge predictions.
#include "models/data_registry.hpp"
#include "models/registry.hpp"
#include "objective_fixtures.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

std::string complaint(const Model& model, Dataset<double> train, Dataset<double> test = {}) {
  try {
    model.bind(split(std::move(train), std::move(test)), 1);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("an objective says what it needs and what the data are") {
  CHECK(complaint(LinearRegression(), dense_data(5, 2, 3)) ==
        "linear_regression needs real-valued targets, but the data are a classification (labels 0 to 2)");
  CHECK(complaint(SoftmaxRegression(), dense_data(5, 2, 0)) ==
        "softmax_regression needs class labels, but the data are a regression (targets are real numbers)");
  CHECK(complaint(LogisticRegression(), dense_data(5, 2, 0)) ==
        "logistic_regression needs class labels, but the data are a regression (targets are real numbers)");
  CHECK(complaint(LogisticRegression(), dense_data(5, 2, 10)) ==
        "logistic_regression needs two classes, but the data have 10; softmax_regression takes any number");
  CHECK(complaint(SoftmaxRegression(), dense_data(5, 2, 1)) ==
        "softmax_regression needs at least two classes, but the data have one");
  CHECK(complaint(LinearRegression(), dense_data(5, 2, 0)) == "");
}

TEST_CASE("a class too many for the model is said with its place in the file") {
  const data_test::TempDir dir;
  LibsvmData text;
  text.file = dir.write("a.svm", "1 1:1\n2 1:1\n\n3 1:1\n3 1:2\n");
  CHECK(complaint(LogisticRegression(), data_test::load<double>(text).train) ==
        "logistic_regression needs two classes, but the data have 3, the third from " + text.file +
            ":4 on; softmax_regression takes any number");
  CifarData images;
  images.file = dir.write("a.bin", '\x07' + std::string(3072, 'x') + '\x02' + std::string(3072, 'x'));
  CHECK(complaint(LinearSvm(), data_test::load<double>(images).train) ==
        "linear_svm needs two classes, but the data have 10, the third from " + images.file +
            ": byte 3073 on; softmax_regression takes any number");
}

TEST_CASE("an empty training set and a test set of another width are refused") {
  CHECK(complaint(LinearRegression(), {}) == "expected at least one training sample, but the data have none");
  CHECK(complaint(LinearRegression(), dense_data(5, 2, 0), dense_data(5, 3, 0)) ==
        "expected 2 features in the test set as in the training set, but found 3");
}

TEST_CASE("a quadratic of no parameters is refused") {
  Quadratic model;
  model.curvature = model.initial = model.optimum = {};
  CHECK(complaint(model, {}) == "quadratic needs at least one parameter, but its lists are empty");
}

TEST_CASE("a quadratic whose lists disagree is refused") {
  Quadratic model;
  model.curvature = {1, 2, 3};
  model.optimum = {1, 2};
  CHECK(complaint(model, {}) ==
        "quadratic needs one value of optimum or 3, as many as there are parameters, but has 2");
}

TEST_CASE("accuracy counts the largest logit, and the lowest class when they are equal") {
  Dataset<double> data = shaped<double>(4, 1, 3);
  data.dense = {1, -1, 0, 1};
  data.label = {2, 0, 0, 1};
  const auto f = SoftmaxRegression().bind(split(data), 1);
  CHECK(f->figures() == std::vector<std::string_view>{"loss", "accuracy"});
  // z = x (-1, 0, 1): predictions 2, 0, 0 (a tie), 2.
  CHECK(figures(*f, {-1, 0, 1, 0, 0, 0})[1] == 0.75);
}

TEST_CASE("a logistic tie counts as label 0") {
  Dataset<double> data = shaped<double>(4, 1, 2);
  data.dense = {1, -1, 0, 0};
  data.label = {1, 0, 0, 1};
  const auto f = LogisticRegression().bind(split(data), 1);
  CHECK(figures(*f, {3, 0})[1] == 0.75);
}

TEST_CASE("the test set is evaluated beside the training set") {
  const auto f = LinearRegression().bind(split(dense_data(40, 3, 0, 1), dense_data(25, 3, 0, 8)), 1);
  CHECK(f->evaluation_rows(false) == 40);
  CHECK(f->evaluation_rows(true) == 25);
  const auto alone = LinearRegression().bind(split(dense_data(25, 3, 0, 8)), 1);
  const std::vector<double> x{0.5, -1, 2};
  CHECK(figures(*f, x, true) == figures(*alone, x));
  CHECK(figures(*f, x, true) != figures(*f, x));
}
