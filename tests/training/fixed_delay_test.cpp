// Asynchronous SGD with equal deterministic workers, who take turns: every gradient is M-1 updates old.
#include "analysis/sgd_dynamics.hpp"
#include "tests/training/quadratic_runs.hpp"

#include <numeric>

using namespace dawdle;
using analysis::delayed_limit;

namespace {

Changes delayed(double a, int tau, double beta) {
  return {set("/workers", tau + 1), set("/optimizer/learning_rate", a), set("/optimizer/momentum", beta)};
}

// Energy of the run's last stretch over that of one in its middle. Stretches are a multiple of the period,
// 2 (2 tau + 1) at beta = 0, so that they compare equal phases.
double growth(double a, int tau, double beta, int updates) {
  const RunResult r = run(quadratic, delayed(a, tau, beta) + Changes{set("/stop/updates", updates)});
  const std::vector<double> x2 = mean_squares(r);
  const std::ptrdiff_t period = 2 * (2 * tau + 1), length = updates / 4 / period * period;
  const auto energy = [&](auto begin) { return std::accumulate(begin, begin + length, 0.0); };
  return energy(x2.end() - length) / energy(x2.begin() + updates / 4);
}

struct Fit {
  double momentum, step;
};

// Least squares of x_{t+1} - x_t = momentum (x_t - x_{t-1}) - step x_t.
Fit fit_momentum(const std::vector<double>& x) {
  double uu = 0, uv = 0, vv = 0, uy = 0, vy = 0;
  for (std::size_t t = 1; t + 1 < x.size(); ++t) {
    const double u = x[t] - x[t - 1], v = x[t], y = x[t + 1] - x[t];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uy += u * y;
    vy += v * y;
  }
  const double determinant = uu * vv - uv * uv;
  return {(uy * vv - vy * uv) / determinant, (uy * uv - vy * uu) / determinant};
}

}  // namespace

TEST_CASE("D04: a fixed delay is not momentum") {
  const Fit exponential_workers = fit_momentum(analysis::asynchronous_mean(0.5, 4, 30));
  CHECK(exponential_workers.momentum == doctest::Approx(0.75).epsilon(1e-9));
  CHECK(exponential_workers.step == doctest::Approx(0.125).epsilon(1e-9));
  const RunResult r = run(quadratic, delayed(0.5, 3, 0) + Changes{set("/stop/updates", 30)});
  CHECK(std::abs(fit_momentum(figures(r, "train_mean_x")).momentum - 1.0407) < 1e-3);
}

TEST_CASE("D09: a fixed delay tau is stable below 2 sin(pi / (2 (2 tau + 1)))") {
  CHECK(delayed_limit(1) == doctest::Approx(1).epsilon(1e-9));
  CHECK(delayed_limit(2) == doctest::Approx(0.618034).epsilon(1e-6));
  CHECK(delayed_limit(5) == doctest::Approx(0.284630).epsilon(1e-6));
  for (int tau : {0, 1, 2, 3, 5}) {
    CAPTURE(tau);
    CHECK(growth(delayed_limit(tau) + 1e-6, tau, 0, 60000) > 1);
    CHECK(growth(delayed_limit(tau) - 1e-6, tau, 0, 60000) < 1);
  }
}

TEST_CASE("D10: stationary variance under a fixed delay") {
  CHECK(analysis::delayed_variance(0.3, 1) == doctest::Approx(2.691511).epsilon(1e-6));
  CHECK(analysis::delayed_variance(0.05, 9) == doctest::Approx(16.393648).epsilon(1e-6));
  for (const auto& [a, tau] : {std::pair{0.3, 1}, {0.05, 9}, {0.4, 2}, {0.1, 4}}) {
    CAPTURE(tau);
    const RunResult r = run(quadratic, stationary(a, 400, 12000) + delayed(a, tau, 0));
    check_4_sigma(variance_over_s2(r, a), analysis::delayed_variance(a, tau));
  }
}

TEST_CASE("D11: the heavy ball makes a fixed delay less stable") {
  for (int tau : {1, 2, 4})
    for (double beta : {0.0, 0.5, 0.9}) {
      CAPTURE(tau);
      CAPTURE(beta);
      CHECK(growth(delayed_limit(tau, beta) + 1e-4, tau, beta, 20000) > 1);
      CHECK(growth(delayed_limit(tau, beta) - 1e-4, tau, beta, 20000) < 1);
    }
}
