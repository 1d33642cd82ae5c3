// The generators: their bytes never change, and the problems they pose have the answers they should.
#include "models/data_registry.hpp"
#include "tests/models/data_files.hpp"

#define XXH_INLINE_ALL
#include <doctest/doctest.h>
#include <xxhash.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using data_test::load;

namespace {

template <class V>
std::uint64_t hash(const std::vector<V>& values, std::uint64_t seed) {
  return XXH3_64bits_withSeed(values.data(), values.size() * sizeof(V), seed);
}

template <class T>
std::uint64_t hash(const models::Split<T>& split) {
  std::uint64_t h = 0;
  for (const models::Dataset<T>* data : {&split.train, &split.test})
    h = hash(data->dense, hash(data->target, hash(data->label, h)));
  return h;
}

// A golden hash for each precision; another seed gives other bytes.
void check_bytes(const models::DataSource& source, std::uint64_t golden_float, std::uint64_t golden_double) {
  CHECK(hash(load<float>(source, 7)) == golden_float);
  CHECK(hash(load<double>(source, 7)) == golden_double);
  CHECK(hash(load<float>(source, 8)) != golden_float);
}

std::vector<std::ptrdiff_t> counts(const models::Dataset<float>& data) {
  std::vector<std::ptrdiff_t> out;
  for (std::size_t c = 0; c < data.classes; ++c)
    out.push_back(std::count(data.label.begin(), data.label.end(), static_cast<std::int32_t>(c)));
  return out;
}

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Matrix> features(const models::Dataset<float>& data) {
  return {data.dense.data(), static_cast<Eigen::Index>(data.n), static_cast<Eigen::Index>(data.d)};
}

// The part of `data` that the largest of `scores` (n, C) gets right.
double accuracy(const Matrix& scores, const models::Dataset<float>& data) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < data.n; ++i) {
    Eigen::Index best = 0;
    scores.row(static_cast<Eigen::Index>(i)).maxCoeff(&best);
    right += best == data.label[i] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(data.n);
}

// Softmax regression by plain minibatch SGD; returns the weights (d, C).
Matrix fit_softmax(const models::Dataset<float>& data, int epochs) {
  constexpr Eigen::Index batch = 32;
  const auto x = features(data);
  Matrix w = Matrix::Zero(x.cols(), static_cast<Eigen::Index>(data.classes));
  for (int epoch = 0; epoch < epochs; ++epoch)
    for (Eigen::Index at = 0; at + batch <= x.rows(); at += batch) {
      Matrix p = x.middleRows(at, batch) * w;
      for (Eigen::Index i = 0; i < batch; ++i) {
        p.row(i) = (p.row(i).array() - p.row(i).maxCoeff()).exp().matrix();
        p.row(i) /= p.row(i).sum();
        p(i, data.label[static_cast<std::size_t>(at + i)]) -= 1;
      }
      w -= 0.1f / batch * (x.middleRows(at, batch).transpose() * p);
    }
  return w;
}

}  // namespace

TEST_CASE("every generator gives the bytes it always gave, and others for another seed") {
  models::LinearData linear;
  linear.preparation.test_fraction = 0.25;
  check_bytes(linear, 0x53168d8f3eac27d6, 0x373f25e870e12c9c);
  models::BlobsData blobs;
  blobs.preparation.normalise = "standard";
  check_bytes(blobs, 0xa5143f86d979982d, 0xaefd7310db87c50a);
  models::DigitsData digits;
  digits.samples = 500;
  digits.preparation.pixels = "numbers";
  check_bytes(digits, 0x7b076484fe30894c, 0xa3dab5b888af1209);
}

TEST_CASE("a generator's own seed wins over the run's, for the split too") {
  models::DigitsData digits;
  digits.samples = 50;
  digits.preparation.pixels = "numbers";
  const auto by_run = hash(load<float>(digits, 3));
  digits.preparation.seed = 3;
  CHECK(hash(load<float>(digits, 4)) == by_run);
}

TEST_CASE("more linear samples leave the first ones as they were") {
  models::LinearData few, many;
  few.samples = 10;
  const auto a = load<double>(few).train, b = load<double>(many).train;
  CHECK(std::equal(a.dense.begin(), a.dense.end(), b.dense.begin()));
  CHECK(std::equal(a.target.begin(), a.target.end(), b.target.begin()));
}

TEST_CASE("the true linear weights alternate in sign and grow from just above one half to one") {
  models::LinearData linear;
  linear.features = 4;
  CHECK(linear.weights() == std::vector<double>{-0.625, 0.75, -0.875, 1.0});
}

TEST_CASE("least squares recovers the linear weights and leaves the noise") {
  models::LinearData linear;
  const auto data = load<double>(linear).train;
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Rows> x(data.dense.data(), 2000, 50);
  const Eigen::Map<const Eigen::VectorXd> y(data.target.data(), 2000);
  const Eigen::VectorXd w = (x.transpose() * x).ldlt().solve(x.transpose() * y);
  const std::vector<double> truth = linear.weights();
  for (std::size_t j = 0; j < truth.size(); ++j) CHECK(std::abs(w[static_cast<Eigen::Index>(j)] - truth[j]) < 0.02);
  // E = noise^2 (n - d) / n, standard error noise^2 sqrt(2 / n).
  CHECK(std::abs((y - x * w).squaredNorm() / 2000 - 0.01 * 0.975) < 4 * 0.01 * std::sqrt(2.0 / 2000));
}

TEST_CASE("linear features fill the interval from -1 to 1") {
  const auto x = load<double>(models::LinearData()).train.dense;
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  CHECK(*low >= -1);
  CHECK(*low < -0.999);
  CHECK(*high <= 1);
  CHECK(*high > 0.999);
}

TEST_CASE("normal linear features have mean 0 and variance 1, and kurtosis 3") {
  models::LinearData linear;
  linear.feature_law = "normal";
  const auto x = load<double>(linear).train.dense;
  double moment[5] = {};
  for (double v : x)
    for (int k = 1; k <= 4; ++k) moment[k] += std::pow(v, k) / static_cast<double>(x.size());
  const double sigma = 1 / std::sqrt(static_cast<double>(x.size()));
  CHECK(std::abs(moment[1]) < 4 * sigma);
  CHECK(std::abs(moment[2] - 1) < 4 * std::sqrt(2) * sigma);
  CHECK(std::abs(moment[4] - 3) < 4 * std::sqrt(96) * sigma);
}

TEST_CASE("every third feature can be zero, with its weight, and leaves the others as they were") {
  models::LinearData linear;
  linear.samples = 20;
  linear.features = 8;
  linear.true_weights = "ones";
  linear.noise = 0;
  const auto whole = load<double>(linear).train;
  linear.zero_every = 3;
  CHECK(linear.weights() == std::vector<double>{0, 1, 1, 0, 1, 1, 0, 1});
  const auto thinned = load<double>(linear).train;
  for (std::size_t i = 0; i < 20; ++i) {
    double y = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      CHECK(thinned.row(i)[j] == (j % 3 == 0 ? 0 : whole.row(i)[j]));
      y += thinned.row(i)[j];
    }
    CHECK(thinned.target[i] == doctest::Approx(y).epsilon(1e-14));
  }
}

TEST_CASE("sparse linear samples are the dense ones without their zeros, split and all") {
  models::LinearData linear;
  linear.samples = 30;
  linear.zero_every = 3;
  linear.preparation.test_fraction = 0.3;
  const auto dense = load<double>(linear);
  linear.sparse = true;
  const auto sparse = load<double>(linear);
  for (const auto& [a, b] : {std::pair(&dense.train, &sparse.train), std::pair(&dense.test, &sparse.test)}) {
    REQUIRE(b->is_sparse());
    CHECK(a->target == b->target);
    CHECK(b->sparse.column.size() == b->n * 33);
    for (std::size_t i = 0; i < b->n; ++i)
      for (std::size_t k = b->sparse.begin[i]; k < b->sparse.begin[i + 1]; ++k)
        CHECK(b->sparse.value[k] == a->row(i)[b->sparse.column[k]]);
  }
}

TEST_CASE("blobs are balanced, in no periodic order, and spread as asked") {
  models::BlobsData blobs;
  blobs.samples = 1001;
  blobs.spread = 0.5;
  const auto data = load<float>(blobs).train;
  CHECK(counts(data) == std::vector<std::ptrdiff_t>{251, 250, 250, 250});
  bool periodic = true;
  for (std::size_t i = 4; i < data.n; ++i) periodic = periodic && data.label[i] == data.label[i - 4];
  CHECK_FALSE(periodic);
  const auto x = features(data);
  Eigen::RowVectorXf mean = Eigen::RowVectorXf::Zero(20);
  float squares = 0;
  for (Eigen::Index i = 0; i < 1001; ++i)
    if (data.label[static_cast<std::size_t>(i)] == 2)
      mean += x.row(i) / 250;
  for (Eigen::Index i = 0; i < 1001; ++i)
    if (data.label[static_cast<std::size_t>(i)] == 2)
      squares += (x.row(i) - mean).squaredNorm();
  CHECK(std::sqrt(squares / (249 * 20)) == doctest::Approx(0.5).epsilon(0.03));
}

TEST_CASE("digits are balanced grey images of 28 by 28 pixels with a test set by default") {
  models::DigitsData digits;
  digits.samples = 1000;
  digits.preparation.pixels = "numbers";
  const auto split = load<float>(digits);
  CHECK(split.train.n == 800);
  CHECK(split.test.n == 200);
  CHECK(split.train.d == 784);
  const auto train = counts(split.train), test = counts(split.test);
  for (std::size_t c = 0; c < 10; ++c) CHECK(train[c] + test[c] == 100);
  const auto [low, high] = std::minmax_element(split.train.dense.begin(), split.train.dense.end());
  CHECK(*low == 0);
  CHECK(*high == 1);
}

TEST_CASE("digits can be learnt by softmax regression, though not to perfection") {
  models::DigitsData digits;
  digits.preparation.pixels = "numbers";
  const auto split = load<float>(digits);
  const double right = accuracy(features(split.test) * fit_softmax(split.train, 4), split.test);
  CHECK(right > 0.88);
  CHECK(right < 0.96);
}
