// Asynchronous SGD with exponential workers on a quadratic, against its exact moments.
#include "analysis/sgd_dynamics.hpp"
#include "tests/training/quadratic_runs.hpp"

using namespace dawdle;

namespace {

Changes asynchronous(double a, int M) { return {exponential, set("/optimizer/learning_rate", a), set("/workers", M)}; }

// E x at update t, over so many orders of events.
void check_mean_at(int t, double a, int M, int runs) {
  CAPTURE(t);
  CAPTURE(M);
  const auto x = rows_over_seeds(runs, asynchronous(a, M) + Changes{set("/stop/updates", t)},
                                 [](const RunResult& r) { return figures(r, "train_mean_x"); });
  check_4_sigma(x.back(), analysis::asynchronous_mean(a, M, t).back());
}

// E x^2 at each update up to the last; the first is certain.
void check_second_moment(double a, int M, int updates, int runs) {
  CAPTURE(a);
  CAPTURE(M);
  const auto squares = rows_over_seeds(runs, asynchronous(a, M) + Changes{set("/stop/updates", updates)}, mean_squares);
  const auto exact = analysis::asynchronous_second_moment(a, M, 0, updates);
  for (std::size_t t = 2; t < exact.size(); ++t) {
    CAPTURE(t);
    check_4_sigma(squares[t], exact[t]);
  }
}

}  // namespace

TEST_CASE("D03: asynchrony begets momentum 1-1/M") {
  CHECK(analysis::asynchronous_mean(0.5, 4, 5).back() == doctest::Approx(-0.593140).epsilon(1e-6));
  check_mean_at(5, 0.5, 4, 20000);
  check_mean_at(3, 0.3, 8, 20000);
  check_mean_at(6, 0.2, 2, 20000);
}

TEST_CASE("slow: D03: asynchrony begets momentum 1-1/M, at its tenth update") { check_mean_at(10, 0.5, 4, 1000000); }

TEST_CASE("D05: stationary variance of exponential workers") {
  CHECK(analysis::asynchronous_variance(0.1, 4) == doctest::Approx(6.796117).epsilon(1e-6));
  CHECK(analysis::asynchronous_variance(0.05, 16) == doctest::Approx(17.910448).epsilon(1e-6));
  for (const auto& [a, M] : {std::pair{0.1, 4}, {0.05, 16}, {0.5, 2}, {0.2, 1}}) {
    CAPTURE(a);
    CAPTURE(M);
    const RunResult r = run(quadratic, stationary(a, 100, 60000) + asynchronous(a, M));
    check_4_sigma(variance_over_s2(r, a), analysis::asynchronous_variance(a, M));
  }
}

// Beyond its limit the second moment grows (tests/analysis), but through ever rarer orders of events: what can be
// simulated is that it takes the exact steps.
TEST_CASE("D06: the second moment of asynchronous SGD, on both sides of its limit") {
  for (double part : {0.98, 1.02}) check_second_moment(part * analysis::asynchronous_limit(8), 8, 4, 20000);
}

TEST_CASE("slow: D06: the second moment of asynchronous SGD, on both sides of its limit, for longer") {
  for (int M : {2, 8})
    for (double part : {0.98, 1.02}) check_second_moment(part * analysis::asynchronous_limit(M), M, 6, 300000);
}
