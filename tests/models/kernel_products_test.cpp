#include "models/kernels.hpp"
#include "models/portable_math.hpp"
#include "tests/models/instruction_sets.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace models;

namespace {

template <class T>
std::vector<T> noise(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::vector<T> out(size);
  for (T& v : out) v = static_cast<T>(static_cast<double>(bits() >> 11) * 0x1p-52 - 1);
  return out;
}

// `count` rows of a table of 3 count rows, backwards and with gaps, as a minibatch is.
template <class T>
struct Gathered {
  Gathered(std::size_t count, std::size_t d) : table(noise<T>(3 * count * d, 7 + d)), width(d) {
    for (std::size_t b = count; b-- > 0;) row.push_back(table.data() + 3 * b * d);
  }
  GatheredRows<T> rows() const { return {row, width}; }
  std::vector<T> table;
  std::vector<const T*> row;
  std::size_t width;
};

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Matrix<T> matrix(const Gathered<T>& x) {
  Matrix<T> out(x.row.size(), x.width);
  for (std::size_t b = 0; b < x.row.size(); ++b)
    for (std::size_t k = 0; k < x.width; ++k) out(b, k) = x.row[b][k];
  return out;
}

// The documented order, written out: 64 bytes of partial sums, then a binary tree. What is left of a long row goes to
// the last lanes.
template <class T>
T reference_dot(const T* a, const T* b, std::size_t d) {
  std::vector<T> lane(64 / sizeof(T), T{0});
  const std::size_t left = d < lane.size() ? 0 : d % lane.size();
  for (std::size_t k = 0; k < d - left; ++k) lane[k % lane.size()] += a[k] * b[k];
  for (std::size_t k = d - left; k < d; ++k) lane[lane.size() - (d - k)] += a[k] * b[k];
  for (std::size_t half = lane.size() / 2; half > 0; half /= 2)
    for (std::size_t l = 0; l < half; ++l) lane[l] += lane[l + half];
  return lane[0];
}

struct Shape {
  std::size_t batch, d, outputs;
};
const Shape shapes[] = {{1, 1, 1},  {1, 7, 3},     {3, 16, 5},   {4, 17, 1},  {5, 50, 10}, {7, 33, 6},
                        {32, 8, 2}, {32, 784, 10}, {64, 63, 11}, {2, 100, 4}, {3, 64, 1},  {3, 65, 8},
                        {5, 80, 3}, {4, 95, 5},    {4, 96, 7},   {2, 129, 13}};

template <class T>
constexpr double tolerance = sizeof(T) == 4 ? 1e-5 : 1e-12;

}  // namespace

TEST_CASE_TEMPLATE("products have the bits of the documented order on every instruction set", T, float, double) {
  for (const auto& [batch, d, outputs] : shapes)
    for (const InstructionSet set : models_test::available_instruction_sets()) {
      const Gathered<T> x(batch, d);
      const auto w = noise<T>(outputs * d, 3);
      std::vector<T> out(batch * outputs, T{99});
      multiply<T>(x.rows(), w, out, set);
      for (std::size_t b = 0; b < batch; ++b)
        for (std::size_t c = 0; c < outputs; ++c)
          REQUIRE(out[b * outputs + c] == reference_dot(x.row[b], w.data() + c * d, d));
    }
}

TEST_CASE_TEMPLATE("outer products have the bits of a sum over ascending b on every instruction set", T, float,
                   double) {
  for (const auto& [batch, d, outputs] : shapes)
    for (const InstructionSet set : models_test::available_instruction_sets()) {
      const Gathered<T> x(batch, d);
      const auto r = noise<T>(batch * outputs, 5);
      auto out = noise<T>(outputs * d, 6);
      auto expected = out;
      add_outer_products<T>(r, x.rows(), out, set);
      for (std::size_t c = 0; c < outputs; ++c)
        for (std::size_t k = 0; k < d; ++k)
          for (std::size_t b = 0; b < batch; ++b) expected[c * d + k] += r[b * outputs + c] * x.row[b][k];
      REQUIRE(out == expected);
    }
}

TEST_CASE_TEMPLATE("a step along outer products has the bits of the gradient and the step, in place or not", T, float,
                   double) {
  for (const auto& [batch, d, outputs] : shapes)
    for (const InstructionSet set : models_test::available_instruction_sets()) {
      const Gathered<T> x(batch, d);
      const auto r = noise<T>(batch * outputs, 5), from = noise<T>(outputs * d, 6);
      std::vector<T> gradient(outputs * d, T{0}), expected(outputs * d), out(outputs * d);
      add_outer_products<T>(r, x.rows(), gradient, set);
      REQUIRE(sgd_step<T>({.learning_rate = 0.1}, from, gradient, {}, expected, set));
      REQUIRE(step_along_outer_products<T>(0.1, r, x.rows(), from, out, set));
      REQUIRE(out == expected);
      auto in_place = from;
      REQUIRE(step_along_outer_products<T>(0.1, r, x.rows(), in_place, in_place, set));
      REQUIRE(in_place == expected);
    }
}

TEST_CASE_TEMPLATE("a step along outer products reports a number that is not finite wherever it stands", T, float,
                   double) {
  const std::size_t d = 37, outputs = 6;
  const Gathered<T> x(3, d);
  const std::vector<T> r(3 * outputs, T{1});
  for (const T bad : {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()})
    for (std::size_t at = 0; at < d * outputs; ++at) {
      std::vector<T> from(d * outputs, std::numeric_limits<T>::max()), out(from.size());
      REQUIRE(step_along_outer_products<T>(0.1, r, x.rows(), from, out));
      from[at] = bad;
      REQUIRE_FALSE(step_along_outer_products<T>(0.1, r, x.rows(), from, out));
    }
}

TEST_CASE_TEMPLATE("products with a matrix have the bits of a sum over ascending rows on every instruction set", T,
                   float, double) {
  for (const auto& [batch, d, outputs] : shapes)
    for (const InstructionSet set : models_test::available_instruction_sets()) {
      const auto r = noise<T>(batch * outputs, 5), w = noise<T>(outputs * d, 3);
      auto out = noise<T>(batch * d, 6);
      auto expected = out;
      add_products<T>(r, w, outputs, out, set);
      for (std::size_t b = 0; b < batch; ++b)
        for (std::size_t k = 0; k < d; ++k)
          for (std::size_t c = 0; c < outputs; ++c) expected[b * d + k] += r[b * outputs + c] * w[c * d + k];
      REQUIRE(out == expected);
    }
}

TEST_CASE_TEMPLATE("products and outer products agree with Eigen", T, float, double) {
  const Shape shape{32, 784, 10};
  const Gathered<T> x(shape.batch, shape.d);
  const Matrix<T> rows = matrix(x);
  const auto w = noise<T>(shape.outputs * shape.d, 3);
  std::vector<T> z(shape.batch * shape.outputs);
  multiply<T>(x.rows(), w, z);
  const Eigen::Map<const Matrix<T>> weights(w.data(), shape.outputs, shape.d), products(z.data(), 32, 10);
  CHECK((products - rows * weights.transpose()).norm() < tolerance<T> * products.norm());

  std::vector<T> g(w.size(), T{0});
  add_outer_products<T>(z, x.rows(), g);
  const Eigen::Map<const Matrix<T>> gradient(g.data(), shape.outputs, shape.d);
  CHECK((gradient - products.transpose() * rows).norm() < tolerance<T> * gradient.norm());
}

TEST_CASE_TEMPLATE("a step along rows has the bits of their sum and the step", T, float, double) {
  const auto rows = noise<T>(7 * 5, 1), from = noise<T>(5, 2);
  std::vector<T> sum(5, T{0}), expected(5), out(5);
  add_rows<T>(rows, sum);
  REQUIRE(sgd_step<T>({.learning_rate = 0.1}, from, sum, {}, expected));
  CHECK(step_along_rows<T>(0.1, rows, from, out));
  CHECK(out == expected);
  out[3] = std::numeric_limits<T>::infinity();
  CHECK_FALSE(step_along_rows<T>(0.1, rows, out, out));
}

TEST_CASE("sparse products equal dense products of the same rows") {
  const std::size_t n = 6, d = 40, outputs = 3;
  std::vector<double> dense = noise<double>(n * d, 1);
  SparseRows<double> sparse;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::uint32_t k = 0; k < d; ++k)
      if ((i + k) % 3 == 0) {
        sparse.column.push_back(k);
        sparse.value.push_back(dense[i * d + k]);
      } else {
        dense[i * d + k] = 0;
      }
    sparse.begin.push_back(sparse.column.size());
  }
  const std::vector<std::uint32_t> rows{4, 0, 5, 4};
  std::vector<const double*> pointers;
  for (const std::uint32_t row : rows) pointers.push_back(dense.data() + row * d);
  const auto w = noise<double>(outputs * d, 2);
  std::vector<double> z(rows.size() * outputs), expected(z);
  multiply<double>(sparse, rows, d, w, z);
  multiply<double>(GatheredRows<double>{pointers, d}, w, expected);
  for (std::size_t i = 0; i < z.size(); ++i) CHECK(z[i] == doctest::Approx(expected[i]).epsilon(1e-13));

  std::vector<double> g(outputs * d, 0.0), dense_g(g);
  add_outer_products<double>(expected, sparse, rows, d, g);
  add_outer_products<double>(expected, GatheredRows<double>{pointers, d}, dense_g);
  CHECK(g == dense_g);
}

TEST_CASE_TEMPLATE("vectorized exponentials have the bits of portable_exp", T, float, double) {
  for (const InstructionSet set : models_test::available_instruction_sets()) {
    std::vector<T> x = noise<T>(1003, 4);
    for (T& v : x) v *= 60;
    x[17] = std::numeric_limits<T>::infinity();
    x[18] = -std::numeric_limits<T>::infinity();
    std::vector<T> expected(x);
    std::transform(x.begin(), x.end(), expected.begin(), [](T v) { return portable_exp(v); });
    exponentiate<T>(x, set);
    CHECK(x == expected);
  }
}

TEST_CASE_TEMPLATE("an SGD step has the same bits on every instruction set, in place or not", T, float, double) {
  const std::size_t size = 1003;
  const SgdFactors all[] = {{0.1, 0, 0, false}, {0.1, 0.01, 0, false}, {0.1, 0.01, 0.9, false}, {0.1, 0, 0.9, true}};
  for (const SgdFactors& factors : all)
    for (const InstructionSet set : models_test::available_instruction_sets()) {
      const auto x = noise<T>(size, 1), g = noise<T>(size, 2);
      auto v = factors.momentum > 0 ? noise<T>(size, 3) : std::vector<T>();
      auto in_place = x, other_v = v;
      std::vector<T> out(size), expected(size);
      CHECK(sgd_step<T>(factors, x, g, v, out, set));
      CHECK(sgd_step<T>(factors, in_place, g, other_v, in_place, set));
      CHECK(out == in_place);
      CHECK(v == other_v);
      CHECK(sgd_step<T>(factors, x, g, other_v = factors.momentum > 0 ? noise<T>(size, 3) : std::vector<T>(), expected,
                        InstructionSet::baseline));
      CHECK(out == expected);
    }
}

TEST_CASE_TEMPLATE("an SGD step reports a number that is not finite wherever it stands", T, float, double) {
  const T bad[] = {std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                   std::numeric_limits<T>::quiet_NaN()};
  for (const double momentum : {0.0, 0.9})
    for (const T value : bad)
      for (std::size_t at = 0; at < 70; ++at) {
        const std::vector<T> x(70, std::numeric_limits<T>::max());
        std::vector<T> g(70, T{1}), v(momentum > 0 ? 70 : 0), out(70);
        REQUIRE(sgd_step<T>({0.1, 0, momentum, false}, x, g, v, out));
        g[at] = value;
        REQUIRE_FALSE(sgd_step<T>({0.1, 0, momentum, false}, x, g, v, out));
      }
}
