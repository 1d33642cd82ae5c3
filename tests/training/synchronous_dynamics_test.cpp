// Synchronous SGD on a quadratic, against its exact moments.
#include "analysis/sgd_dynamics.hpp"
#include "tests/training/quadratic_runs.hpp"

using namespace dawdle;

namespace {

const std::vector<std::string> both_kinds = {"sync_server", "sync_allreduce"};

Changes synchronous(const std::string& strategy, int K, int B) {
  return {{"/strategy/kind", strategy}, set("/workers", K), set("/optimizer/batch", B)};
}

}  // namespace

TEST_CASE("D12: the mean of synchronous SGD is (1-a)^t") {
  for (const std::string& strategy : both_kinds)
    for (const auto& [a, K, B] : {std::tuple{0.1, 4, 2}, {0.5, 1, 1}, {1.5, 3, 8}}) {
      CAPTURE(a);
      const Changes changes = {set("/optimizer/learning_rate", a), set("/model/noise", 0.05),
                               set("/model/dimension", 1000), set("/stop/updates", 4)};
      const auto x = rows_over_seeds(12, changes + synchronous(strategy, K, B),
                                     [](const RunResult& r) { return figures(r, "train_mean_x"); });
      for (std::size_t t = 1; t <= 4; ++t) check_4_sigma(x[t], std::pow(1 - a, static_cast<double>(t)));
    }
}

TEST_CASE("D12: the variance of synchronous SGD is s2 / (K B a (2-a))") {
  for (const std::string& strategy : both_kinds)
    for (const auto& [a, K, B] : {std::tuple{0.1, 4, 2}, {0.5, 1, 1}, {1.5, 3, 4}}) {
      CAPTURE(a);
      const RunResult r = run(quadratic, stationary(a, 400, 6000) + synchronous(strategy, K, B));
      check_4_sigma(variance_over_s2(r, a), 1 / (a * (2 - a)));
    }
}

TEST_CASE("D13: the variance of the heavy ball") {
  CHECK(analysis::heavy_ball_variance(0.1, 0.9) == doctest::Approx(51.351351).epsilon(1e-6));
  for (const auto& [a, beta] : {std::pair{0.1, 0.9}, {0.5, 0.5}, {1.0, 0.2}}) {
    CAPTURE(beta);
    const RunResult r = run(quadratic, stationary(a, 400, 12000) + synchronous("sync_server", 2, 1) +
                                           Changes{set("/optimizer/momentum", beta)});
    check_4_sigma(variance_over_s2(r, a), analysis::heavy_ball_variance(a, beta));
  }
}

TEST_CASE("D22: a 32 times larger batch at a 32 times larger rate is not quite the same") {
  const auto last_x = [](int workers, int updates) {
    const Changes changes = {
        set("/optimizer/learning_rate", 0.001), {"/optimizer/scaling", "linear"}, set("/stop/updates", updates)};
    return figures(run(quadratic, changes + synchronous("sync_server", workers, 256)), "train_mean_x").back();
  };
  CHECK(std::abs(last_x(1, 4800) - 0.00821001) < 1e-8);
  CHECK(std::abs(last_x(32, 150) - 0.00760858) < 1e-8);
  CHECK(std::abs(last_x(8, 600) - std::pow(1 - 0.008, 600)) < 1e-12);
}
