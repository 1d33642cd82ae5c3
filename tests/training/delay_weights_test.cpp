// What a server makes of gradients by their staleness or size: against the recursion, on f(x) = x^2 / 2.
#include "tests/training/quadratic_runs.hpp"

#include <functional>

using namespace dawdle;

namespace {

// A gradient that arrives tau updates after its read, of x_read, when the server has x: what it then counts.
struct Arrival {
  double g, tau, x, x_read;
};
using Rule = std::function<double(const Arrival&)>;

// x_0, x_1, ... of M workers who take turns, with K gradients an update: the j-th gradient was read after the one of
// the same worker before.
std::vector<double> recursion(int M, int K, double eta, int updates, const Rule& rule) {
  std::vector<double> x = {1};
  for (int u = 0; u < updates; ++u) {
    double sum = 0;
    for (int j = u * K; j < (u + 1) * K; ++j) {
      const int read = j < M ? 0 : (j - M + 1) / K;
      const double x_read = x[static_cast<std::size_t>(read)];
      sum += rule({x_read, static_cast<double>(u - read), x.back(), x_read});
    }
    x.push_back(x.back() - eta * sum / K);
  }
  return x;
}

void check_recursion(const std::string& kind, const std::string& options, double eta,
                     const std::function<Rule()>& rule) {
  for (int M : {1, 3, 8})
    for (int K : {1, 2, 5}) {
      CAPTURE(options);
      CAPTURE(M);
      CAPTURE(K);
      const auto strategy = fmt::format(R"({{"kind": "{}"{}, "gradients": {}}})", kind, options, K);
      const std::vector<double> simulated = figures(run(quadratic, {{"/strategy", strategy},
                                                                    set("/workers", M),
                                                                    set("/optimizer/learning_rate", eta),
                                                                    set("/stop/updates", 60)}),
                                                    "train_mean_x");
      const std::vector<double> exact = recursion(M, K, eta, 60, rule());
      REQUIRE(simulated.size() == exact.size());
      for (std::size_t t = 0; t < exact.size(); ++t) REQUIRE(std::abs(simulated[t] - exact[t]) < 1e-13);
    }
}

}  // namespace

TEST_CASE("staleness_aware divides each gradient by its staleness") {
  check_recursion("staleness_aware", "", 0.4,
                  [] { return [](const Arrival& a) { return a.g / std::max(1.0, a.tau); }; });
}

TEST_CASE("delay_adaptive steps with min(eta, 1 / (4 L tau))") {
  for (const auto& [L, eta] : {std::pair{1.0, 0.1}, {1.0, 0.02}, {30.0, 0.3}})
    check_recursion("delay_adaptive", fmt::format(R"(, "smoothness": {})", L), eta, [L = L, eta = eta] {
      return [=](const Arrival& a) { return a.g * (a.tau > 0 ? std::min(eta, 1 / (4 * L * a.tau)) : eta) / eta; };
    });
}

TEST_CASE("clipped_async clips each gradient to its norm") {
  for (double c : {0.01, 0.3, 5.0})
    check_recursion("clipped_async", fmt::format(R"(, "norm": {})", c), 0.2,
                    [c] { return [=](const Arrival& a) { return std::clamp(a.g, -c, c); }; });
}

TEST_CASE("the norm that is clipped is that of the whole gradient") {
  // |g| = 5 x: from (3, 4) one step of norm c = 1 along (3, 4)/5.
  const RunResult r = run(quadratic, {{"/strategy", R"({"kind": "clipped_async", "norm": 1})"},
                                      {"/model/initial", "[3, 4]"},
                                      set("/optimizer/learning_rate", 1),
                                      set("/stop/updates", 1)});
  CHECK(figures(r, "train_loss").back() == doctest::Approx(4.0 * 4.0 / 2).epsilon(1e-14));
}

TEST_CASE("a gradient that is not finite is not clipped away: the run diverges") {
  const RunResult r = run(quadratic, {{"/strategy", R"({"kind": "clipped_async", "norm": 1})"},
                                      {"/model/curvature", "1e308"},
                                      set("/model/initial", 100)});
  CHECK(r.outcome == Outcome::diverged);
}

TEST_CASE("DC-ASGD adds lambda g g (x - x_read), and adaptively over the root mean square of g") {
  for (double lambda : {0.04, 1.5})
    check_recursion("dc_asgd", fmt::format(R"(, "lambda": {})", lambda), 0.2,
                    [lambda] { return [=](const Arrival& a) { return a.g + lambda * a.g * a.g * (a.x - a.x_read); }; });
  const double m = 0.8, lambda = 0.5;
  check_recursion("dc_asgd", R"(, "adaptive": true, "lambda": 0.5, "mean_square_decay": 0.8)", 0.2, [=] {
    return [=, mean = 0.0](const Arrival& a) mutable {
      mean = m * mean + (1 - m) * a.g * a.g;
      return a.g + lambda / std::sqrt(mean + 1e-7) * a.g * a.g * (a.x - a.x_read);
    };
  });
}
