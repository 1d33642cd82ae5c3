// Hogwild!'s measures of a data set, and which parameters a sparse gradient touches.
#include "models/sparsity.hpp"
#include "models/objectives/linear_regression.hpp"
#include "models/objectives/logistic_regression.hpp"
#include "models/objectives/softmax_regression.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

Dataset<double> dense(std::size_t d, std::vector<double> values) {
  Dataset<double> data = shaped<double>(values.size() / d, d, 0);
  data.dense = std::move(values);
  data.target.resize(data.n);
  return data;
}

void check(const Sparsity& got, std::size_t omega, double delta, double rho) {
  CHECK(got.omega == omega);
  CHECK(got.delta == doctest::Approx(delta).epsilon(1e-15));
  REQUIRE(got.rho.has_value());
  CHECK(*got.rho == doctest::Approx(rho).epsilon(1e-15));
}

void check_both(const Dataset<double>& data, std::size_t omega, double delta, double rho) {
  check(sparsity(data), omega, delta, rho);
  check(sparsity(sparse_copy(data)), omega, delta, rho);
}

// rho by comparing every two samples.
double rho_of_pairs(const Dataset<double>& data) {
  std::size_t most = 0;
  for (std::size_t a = 0; a < data.n; ++a) {
    std::size_t met = 0;
    for (std::size_t b = 0; b < data.n; ++b) {
      bool share = false;
      for (std::size_t j = 0; j < data.d; ++j) share = share || (data.row(a)[j] != 0 && data.row(b)[j] != 0);
      met += share;
    }
    most = std::max(most, met);
  }
  return static_cast<double>(most) / static_cast<double>(data.n);
}

// The gradient is zero outside the support and does not feel a change of x there.
void check_support(const Objective<double>& f, const std::vector<std::uint32_t>& rows,
                   const std::vector<std::uint32_t>& expected) {
  const Batch batch = batch_of(rows);
  std::vector<std::uint32_t> support{77};
  f.support(batch, support);
  CHECK(support == expected);
  const std::vector<double> x = uniform(f.size(), 3);
  std::vector<double> elsewhere = x;
  for (std::uint32_t i = 0; i < f.size(); ++i)
    if (!std::binary_search(support.begin(), support.end(), i))
      elsewhere[i] += 5;
  const Slope at = slope(f, x, batch);
  if (f.is_sparse())
    check_sparse_gradient(f, x, batch);
  CHECK(slope(f, elsewhere, batch).gradient == at.gradient);
  for (std::uint32_t i = 0; i < f.size(); ++i)
    if (!std::binary_search(support.begin(), support.end(), i))
      CHECK(at.gradient[i] == 0);
}

// Three samples of five features: {0, 3}, {3}, {1, 4}.
Dataset<double> three_samples(std::size_t classes) {
  Dataset<double> data = dense(5, {1, 0, 0, 2, 0,  //
                                   0, 0, 0, 3, 0,  //
                                   0, 4, 0, 0, 5});
  data.classes = classes;
  data.label = {0, 1, static_cast<std::int32_t>(classes) - 1};
  return sparse_copy(data);
}

}  // namespace

TEST_CASE("Omega, Delta and rho of small data sets are those counted by hand") {
  check_both(dense(3, {1, 0, 0,  //
                       0, 1, 0,  //
                       0, 0, 1}),
             1, 1.0 / 3, 1.0 / 3);
  check_both(dense(2, {1, 2, 3, 4}), 2, 1, 1);
  // A chain: each sample shares a feature with the next, the middle one with both.
  check_both(dense(4, {1, 1, 0, 0,  //
                       0, 1, 1, 0,  //
                       0, 0, 1, 1,  //
                       0, 0, 0, 0}),
             2, 0.5, 0.75);
  check(sparsity(Dataset<float>()), 0, 0, 0);
}

TEST_CASE("rho of random data is that of comparing every two samples") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    std::vector<double> values = uniform(40 * 30, seed);
    for (double& v : values)
      if (v < 0.9)
        v = 0;
    const Dataset<double> data = dense(30, values);
    CHECK(*sparsity(data).rho == doctest::Approx(rho_of_pairs(data)).epsilon(1e-15));
  }
}

TEST_CASE("rho is left out when it takes too much work, the others are not") {
  // Six samples in pairs: 2 x 2 pairs for each of three features.
  const Dataset<double> data = dense(3, {1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1});
  CHECK(*sparsity(data, 12).rho == doctest::Approx(1.0 / 3));
  const Sparsity cut_short = sparsity(data, 11);
  CHECK_FALSE(cut_short.rho.has_value());
  CHECK(cut_short.omega == 1);
  CHECK(cut_short.delta == doctest::Approx(1.0 / 3));
}

TEST_CASE("a sparse gradient reads and writes its samples' columns alone") {
  LinearRegression model;
  const auto data = three_samples(0);
  const auto f = model.bind(split(data), 1);
  check_support(*f, {0, 1}, {0, 3});
  check_support(*f, {2, 1}, {1, 3, 4});
  model.intercept = true;
  check_support(*model.bind(split(data), 1), {2, 2}, {1, 4, 5});
}

TEST_CASE("a sparse softmax gradient touches its columns in every class, and the biases") {
  check_support(*SoftmaxRegression().bind(split(three_samples(3)), 1), {0}, {0, 3, 5, 8, 10, 13, 15, 16, 17});
}

TEST_CASE("dense data and a penalty make every coordinate count") {
  check_support(*LinearRegression().bind(split(dense(2, {0, 1})), 1), {0}, {0, 1});
  LogisticRegression logistic;
  logistic.l2 = 0.1;
  check_support(*logistic.bind(split(three_samples(2)), 1), {1}, {0, 1, 2, 3, 4, 5});
}
