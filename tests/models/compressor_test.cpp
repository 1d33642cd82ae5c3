// Compressors against the theory of their papers: exact properties, and expectations within four standard errors.
#include "models/registry.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using namespace models;
using models_test::uniform;

namespace {

using Vector = std::vector<double>;

Stream draw(std::uint64_t number) { return stream(1, Purpose::gradient_noise, number); }

template <class T = double>
std::vector<T> compressed(const Compressor& how, std::vector<T> v, std::uint64_t number = 0) {
  how.state<T>(v.size())->compress(v, draw(number));
  return v;
}

double sum_of(const Vector& v, double (*of)(double)) {
  double sum = 0;
  for (double value : v) sum += of(value);
  return sum;
}
double l1(const Vector& v) {
  return sum_of(v, [](double x) { return std::abs(x); });
}
double squared(const Vector& v) {
  return sum_of(v, [](double x) { return x * x; });
}
double nonzero(const Vector& v) {
  return sum_of(v, [](double x) { return x == 0 ? 0.0 : 1.0; });
}
Vector minus(Vector a, const Vector& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

// The mean of `measure` over many draws of Q(v) is what is expected.
void check_mean(const Compressor& how, const Vector& v, double expected,
                const std::function<double(const Vector&)>& measure) {
  constexpr std::uint64_t draws = 4000;
  double sum = 0, squares = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const double value = measure(compressed(how, v, i));
    sum += value;
    squares += value * value;
  }
  const double n = draws, mean = sum / n, variance = std::max(0.0, squares / n - mean * mean);
  CHECK(std::abs(mean - expected) <= 4 * std::sqrt(variance / n) + 1e-9 * std::abs(expected));
}

void check_unbiased(const Compressor& how, const Vector& v) {
  for (std::size_t i = 0; i < v.size(); ++i) check_mean(how, v, v[i], [i](const Vector& q) { return q[i]; });
}

// Vectors of several sizes; one with a few large values, one with zeros.
std::vector<Vector> vectors() {
  Vector spiky = uniform(20, 5), zeros = uniform(9, 6);
  spiky[3] = 10;
  spiky[11] = -7;
  zeros[0] = zeros[4] = 0;
  return {uniform(1, 2), uniform(4, 3), uniform(33, 4), spiky, zeros};
}

template <class Kind>
Kind with_feedback() {
  Kind kind;
  kind.error_feedback = true;
  return kind;
}

// x after sign descent on f = 4x with probability 1/4, -x with probability 3/4, kept within [-1, 1]: Karimireddy et al.
// 2019, counterexample 1. The mean of f is x/4, so the minimum is at -1.
double descend(const Compressor& how) {
  const auto state = how.state<double>(1);
  Stream random = stream(7, Purpose::data);
  double x = 0;
  for (std::uint64_t step = 0; step < 20'000; ++step) {
    Vector g{random() % 4 == 0 ? 4.0 : -1.0};
    state->compress(g, draw(step));
    x = std::clamp(x - 0.001 * g[0], -1.0, 1.0);
  }
  return x;
}

}  // namespace

TEST_CASE("QSGD is unbiased and has the variance of its levels") {
  for (const Vector& v : vectors())
    for (const std::int64_t s : {1, 2, 5, 64}) {
      Qsgd qsgd;
      qsgd.levels = s;
      CAPTURE(s);
      const double norm = std::sqrt(squared(v)), levels = static_cast<double>(s);
      double error = 0;
      for (double value : v) {
        const double place = levels * std::abs(value) / norm, f = place - std::floor(place);
        error += f * (1 - f) * norm * norm / (levels * levels);
      }
      check_unbiased(qsgd, v);
      check_mean(qsgd, v, error, [&](const Vector& q) { return squared(minus(q, v)); });
    }
}

TEST_CASE("QSGD with one level sends L1/L2 values with E |Q|^2 = L1 L2") {
  Qsgd qsgd;
  qsgd.levels = 1;
  for (const Vector& v : vectors()) {
    const double norm = std::sqrt(squared(v));
    check_mean(qsgd, v, l1(v) / norm, nonzero);
    check_mean(qsgd, v, l1(v) * norm, squared);
  }
}

TEST_CASE("TernGrad is unbiased with E |Q|^2 = Linf L1, and has three values") {
  for (const Vector& v : vectors()) {
    double largest = 0;
    for (double value : v) largest = std::max(largest, std::abs(value));
    check_unbiased(TernGrad(), v);
    check_mean(TernGrad(), v, largest * l1(v), squared);
    for (double q : compressed(TernGrad(), v)) CHECK((q == 0 || std::abs(q) == largest));
  }
}

TEST_CASE("random k is unbiased with an error of (P/k - 1) |v|^2") {
  for (const Vector& v : vectors())
    for (const double ratio : {0.01, 0.3, 0.75, 1.0}) {
      RandomK random_k;
      random_k.ratio = ratio;
      const double k = static_cast<double>(random_k.kept(v.size()));
      CAPTURE(k);
      check_unbiased(random_k, v);
      const double error = (static_cast<double>(v.size()) / k - 1) * squared(v);
      check_mean(random_k, v, error, [&](const Vector& q) { return squared(minus(q, v)); });
      check_mean(random_k, v, k * nonzero(v) / static_cast<double>(v.size()), nonzero);
    }
}

TEST_CASE("top k keeps the largest as they are, and leaves at most (1 - k/P) |v|^2") {
  for (const Vector& v : vectors())
    for (const double ratio : {0.01, 0.3, 0.75, 1.0}) {
      TopK top_k;
      top_k.ratio = ratio;
      const Vector q = compressed(top_k, v);
      const std::size_t k = top_k.kept(v.size());
      double smallest_kept = std::numeric_limits<double>::infinity(), largest_dropped = 0;
      std::size_t kept = 0;
      for (std::size_t i = 0; i < v.size(); ++i)
        if (q[i] == v[i] && v[i] != 0) {
          ++kept;
          smallest_kept = std::min(smallest_kept, std::abs(v[i]));
        } else {
          CHECK(q[i] == 0);
          largest_dropped = std::max(largest_dropped, std::abs(v[i]));
        }
      CHECK(kept == std::min(k, static_cast<std::size_t>(nonzero(v))));
      CHECK(smallest_kept >= largest_dropped);
      const double bound = 1 - static_cast<double>(k) / static_cast<double>(v.size());
      CHECK(squared(minus(v, q)) <= bound * squared(v) * (1 + 1e-12));
    }
}

TEST_CASE("of equally large values top k keeps the first") {
  TopK top_k;
  top_k.ratio = 0.5;
  CHECK(compressed(top_k, {1, -2, 2, 3, -2, 2}) == Vector{0, -2, 2, 3, 0, 0});
}

TEST_CASE("sign keeps the signs and the mean magnitude, or the signs alone") {
  Sign sign;
  CHECK(compressed(sign, {3, -1, 0, -4}) == Vector{2, -2, 2, -2});
  sign.scaled = false;
  CHECK(compressed(sign, {3, -1, 0, -4}) == Vector{1, -1, 1, -1});
}

TEST_CASE("signSGD drifts away from the minimum, error feedback brings it there") {
  Sign sign;
  sign.scaled = false;
  CHECK(descend(sign) > 0.9);
  sign.error_feedback = true;
  CHECK(descend(sign) < -0.9);
  sign.scaled = true;
  CHECK(descend(sign) < -0.9);
}

// What is left is not to be seen from outside; an equal compressor without feedback, given what the sender should have
// put together, must send the same.
TEST_CASE_TEMPLATE("with error feedback what was sent and what is left are what came in", Kind, TopK, RandomK, Qsgd,
                   TernGrad, Sign) {
  constexpr std::size_t size = 50;
  const Kind rule = with_feedback<Kind>();
  const auto state = rule.template state<double>(size);
  Vector left(size), in(size), sent(size);
  for (std::uint64_t step = 0; step < 30; ++step) {
    Vector v = uniform(size, 100 + step), expected = left;
    for (std::size_t i = 0; i < size; ++i) {
      expected[i] += v[i];
      in[i] += v[i];
    }
    const Vector together = expected;
    rule.template quantize<double>(expected, draw(step));
    left = minus(together, expected);
    state->compress(v, draw(step));
    for (std::size_t i = 0; i < size; ++i) sent[i] += v[i];
    CHECK(v == expected);
  }
  for (std::size_t i = 0; i < size; ++i) CHECK(std::abs(sent[i] + left[i] - in[i]) < 1e-12);
}

TEST_CASE_TEMPLATE("with ratio 1 every value stays bit for bit", T, float, double) {
  const Vector exact = uniform(101, 9);
  const std::vector<T> v(exact.begin(), exact.end());
  TopK top_k;
  RandomK random_k;
  top_k.ratio = random_k.ratio = 1;
  for (const bool feedback : {false, true}) {
    top_k.error_feedback = random_k.error_feedback = feedback;
    CHECK(compressed(top_k, v) == v);
    CHECK(compressed(random_k, v) == v);
  }
  CHECK(compressed(NoCompression(), v) == v);
}

TEST_CASE("a message takes the bytes of its parts") {
  TopK top_k;
  RandomK random_k;
  Qsgd qsgd;
  Sign sign;
  top_k.ratio = random_k.ratio = 0.1;
  CHECK(NoCompression().wire_bytes(1000) == 4000);
  CHECK(top_k.wire_bytes(1000) == 800);
  CHECK(random_k.wire_bytes(1000) == 400);
  top_k.ratio = random_k.ratio = 0.9;
  CHECK(top_k.wire_bytes(1000) == 4000);  // with its indices it would be longer than all values
  CHECK(random_k.wire_bytes(1000) == 3600);
  CHECK(top_k.wire_bytes(1) == 4);
  CHECK(TernGrad().wire_bytes(1000) == 4 + 250);
  for (const auto& [levels, bits] :
       {std::pair(1, 2), std::pair(3, 3), std::pair(4, 4), std::pair(7, 4), std::pair(127, 8)}) {
    qsgd.levels = levels;
    CHECK(qsgd.wire_bytes(1000) == 4 + 125 * bits);
  }
  CHECK(sign.wire_bytes(1000) == 129);
  sign.scaled = false;
  CHECK(sign.wire_bytes(1000) == 125);
}

TEST_CASE_TEMPLATE("a vector that is zero stays zero or finite, one that is not finite stays so", Kind, TopK, RandomK,
                   Qsgd, TernGrad, Sign) {
  Kind kind;
  for (float value : compressed<float>(kind, {0, 0, 0, 0})) CHECK(std::abs(value) == 0);
  if constexpr (requires { kind.ratio; })
    kind.ratio = 1;
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
    for (const bool last : {false, true}) {
      const std::vector<float> q =
          compressed<float>(kind, last ? std::vector<float>{1, 2, bad} : std::vector<float>{bad, 2, 1});
      CHECK_FALSE(std::all_of(q.begin(), q.end(), [](float value) { return std::isfinite(value); }));
    }
}

TEST_CASE_TEMPLATE("equal streams give equal messages, others give others", Kind, RandomK, Qsgd, TernGrad) {
  const Vector v = uniform(200, 8);
  CHECK(compressed(Kind(), v, 3) == compressed(Kind(), v, 3));
  CHECK(compressed(Kind(), v, 3) != compressed(Kind(), v, 4));
}
