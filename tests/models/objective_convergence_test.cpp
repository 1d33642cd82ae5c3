// Where training ends, against minima found by other means: normal equations and Newton's method, by Eigen.
#include "models/registry.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// The features with a last column of ones.
Matrix design(const Dataset<double>& data) {
  Matrix a(data.n, data.d + 1);
  for (std::size_t i = 0; i < data.n; ++i) {
    for (std::size_t k = 0; k < data.d; ++k) a(i, k) = data.row(i)[k];
    a(i, data.d) = 1;
  }
  return a;
}

// Minimises multinomial cross-entropy plus l2/2 |W|^2, W being all but the last column (the intercepts), by Newton's
// method. `free` classes have parameters; labels from `free` on are the reference class with z = 0.
Matrix newton(const Dataset<double>& data, Eigen::Index free, double l2) {
  const Matrix a = design(data);
  const Eigen::Index n = a.rows(), p = a.cols();
  Matrix w = Matrix::Zero(free, p);
  for (int iteration = 0; iteration < 30; ++iteration) {
    Matrix hessian = Matrix::Zero(free * p, free * p);
    Vector gradient = Vector::Zero(free * p);
    for (Eigen::Index i = 0; i < n; ++i) {
      const Vector x = a.row(i).transpose();
      const Vector e = (w * x).array().exp();
      const bool reference = free < static_cast<Eigen::Index>(data.classes);
      const Vector prob = e / (e.sum() + (reference ? 1 : 0));
      for (Eigen::Index c = 0; c < free; ++c) {
        gradient.segment(c * p, p) += (prob(c) - (data.label[i] == c)) * x / n;
        for (Eigen::Index j = 0; j < free; ++j)
          hessian.block(c * p, j * p, p, p) += prob(c) * ((c == j) - prob(j)) * x * x.transpose() / n;
      }
    }
    for (Eigen::Index c = 0; c < free; ++c)
      for (Eigen::Index k = 0; k + 1 < p; ++k) {
        gradient(c * p + k) += l2 * w(c, k);
        hessian(c * p + k, c * p + k) += l2;
      }
    // Softmax over all classes is flat along equal shifts of the intercepts: the least-norm step leaves them alone.
    const Vector step = hessian.completeOrthogonalDecomposition().solve(gradient);
    for (Eigen::Index c = 0; c < free; ++c) w.row(c) -= step.segment(c * p, p).transpose();
  }
  return w;
}

// The minimum of the SVM's loss without intercept, by coordinate ascent of its dual (Hsieh et al., ICML 2008):
// w = sum of a_i s_i x_i / (l2 n), 0 <= a_i <= 1. Returns the dual's value, which is the minimum.
double svm_minimum(const Dataset<double>& data, double l2) {
  const auto n = static_cast<double>(data.n);
  const Matrix x = design(data).leftCols(static_cast<Eigen::Index>(data.d));
  Vector a = Vector::Zero(x.rows()), w = Vector::Zero(x.cols());
  for (int round = 0; round < 2000; ++round)
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const double s = data.label[i] == 1 ? 1 : -1;
      const double next = a(i) + (1 - s * x.row(i).dot(w)) * l2 * n / x.row(i).squaredNorm();
      const double step = std::clamp(next, 0.0, 1.0) - a(i);
      a(i) += step;
      w += step * s / (l2 * n) * x.row(i).transpose();
    }
  return a.sum() / n - l2 / 2 * w.squaredNorm();
}

}  // namespace

TEST_CASE("ridge regression converges to its closed form") {
  const Dataset<double> data = dense_data(200, 6, 0);
  Ridge model;
  model.l2 = 0.1;
  const auto rows = all_rows(data.n);
  const std::vector<double> x = descend(*model.bind(split(data), 1), 0.5, 500, batch_of(rows));
  const Matrix a = design(data).leftCols(6);
  const Eigen::Map<const Vector> y(data.target.data(), 200);
  const Vector best = (a.transpose() * a / 200 + 0.1 * Matrix::Identity(6, 6)).ldlt().solve(a.transpose() * y / 200);
  for (Eigen::Index i = 0; i < 6; ++i) CHECK(x[i] == doctest::Approx(best(i)).epsilon(1e-10));
}

TEST_CASE("a linear SVM comes down to the optimum of its dual") {
  const Dataset<double> data = dense_data(200, 5, 2);
  LinearSvm model;
  model.l2 = 0.1;
  model.intercept = false;
  const auto rows = all_rows(data.n);
  const auto f = model.bind(split(data), 1);
  const double minimum = svm_minimum(data, 0.1), reached = figures(*f, descend(*f, 0.002, 20000, batch_of(rows)))[0];
  CHECK(reached > minimum - 1e-9);
  CHECK(reached < minimum + 1e-4);
}

TEST_CASE("linear regression converges to the solution of the normal equations") {
  const Dataset<double> data = dense_data(200, 6, 0);
  LinearRegression model;
  model.intercept = true;
  const auto rows = all_rows(data.n);
  const auto f = model.bind(split(data), 1);
  const std::vector<double> x = descend(*f, 0.5, 500, batch_of(rows));

  const Matrix a = design(data);
  const Eigen::Map<const Vector> y(data.target.data(), static_cast<Eigen::Index>(data.n));
  const Vector best = (a.transpose() * a).ldlt().solve(a.transpose() * y);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == doctest::Approx(best(i)).epsilon(1e-10));
  CHECK(figures(*f, x)[0] == doctest::Approx((a * best - y).squaredNorm() / 200).epsilon(1e-12));
}

TEST_CASE("logistic regression converges to the minimum that Newton's method finds") {
  Dataset<double> data = dense_data(200, 5, 2);
  LogisticRegression model;
  model.l2 = 0.01;
  const auto rows = all_rows(data.n);
  const std::vector<double> x = descend(*model.bind(split(data), 1), 2, 3000, batch_of(rows));
  for (std::int32_t& label : data.label) label = 1 - label;  // `newton` gives parameters to class 0
  const Matrix best = newton(data, 1, 0.01);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == doctest::Approx(best(0, i)).epsilon(1e-8));
}

TEST_CASE("softmax regression converges to the minimum that Newton's method finds") {
  const Dataset<double> data = dense_data(200, 4, 3);
  SoftmaxRegression model;
  model.l2 = 0.02;
  const auto rows = all_rows(data.n);
  const std::vector<double> x = descend(*model.bind(split(data), 1), 2, 3000, batch_of(rows));
  const Matrix best = newton(data, 3, 0.02);
  for (Eigen::Index c = 0; c < 3; ++c) {
    for (Eigen::Index k = 0; k < 4; ++k) CHECK(x[c * 4 + k] == doctest::Approx(best(c, k)).epsilon(1e-8));
    CHECK(x[12 + c] == doctest::Approx(best(c, 4)).epsilon(1e-8));
  }
}
