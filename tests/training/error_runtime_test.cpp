// The error against simulated time of eight exponential workers on a quadratic: asynchronous SGD leads, then loses
// (Dutta et al. 2018). a = 0.1, eta sigma = 0.1.
#include "analysis/sgd_dynamics.hpp"
#include "tests/training/quadratic_runs.hpp"

using namespace dawdle;

namespace {

constexpr double a = 0.1, s2 = 0.01;

// E x^2 at times every, 2 every, ... end.
std::vector<std::vector<double>> squares_in_time(const std::string& strategy, int M, double every, double end, int runs,
                                                 int K = 0) {
  const std::string options = K ? fmt::format(R"(, "gradients": {})", K) : "";
  const Changes changes = {exponential,
                           {"/strategy", fmt::format(R"({{"kind": "{}"{}}})", strategy, options)},
                           {"/record", fmt::format(R"({{"evaluate_every": {{"time": {}}}}})", every)},
                           {"/stop", fmt::format(R"({{"time": {}}})", end)},
                           set("/workers", M),
                           set("/optimizer/learning_rate", a),
                           set("/model/dimension", 20),
                           set("/model/noise", 1)};
  auto squares = rows_over_seeds(runs, changes, mean_squares);
  squares.erase(squares.begin());  // time 0
  return squares;
}

}  // namespace

TEST_CASE("the mean square of asynchronous SGD in time") {
  const auto squares = squares_in_time("async", 8, 2, 10, 9000);
  REQUIRE(squares.size() == 5);
  check_4_sigma(squares[0], 0.10406248);
  check_4_sigma(squares[4], 0.08918830);
  for (int M : {2, 3})
    check_4_sigma(squares_in_time("async", M, 1, 1, 8000)[0], analysis::asynchronous_second_moment_at(1, a, M, s2));
}

TEST_CASE("the mean square of synchronous SGD in time") {
  const auto squares = squares_in_time("sync_server", 8, 2, 10, 4000);
  check_4_sigma(squares[0], 0.94070515);
  check_4_sigma(squares[4], 0.51306579);
  for (int M : {2, 3})
    check_4_sigma(squares_in_time("sync_allreduce", M, 2, 2, 6000)[0],
                  analysis::synchronous_second_moment_at(2, a, M, s2));
}

TEST_CASE("the mean square of the first-K strategies in time") {
  const auto check = [](const std::string& strategy, int K, double at_2, double at_10, int runs) {
    CAPTURE(strategy);
    const auto squares = squares_in_time(strategy, 8, 2, 10, runs, K);
    check_4_sigma(squares[0], at_2);
    check_4_sigma(squares[4], at_10);
  };
  check("k_sync", 4, .57314990, .05534602, 9000);
  check("k_async", 8, .94070515, .51306579, 4000);
  check("k_batch_sync", 8, .72703858, .14296170, 6000);
  check("k_async", 4, .55905629, .04283220, 12000);
  check("k_batch_async", 4, .45308430, .02129190, 12000);
  check("k_batch_async", 1, .10406248, .08918830, 9000);
}

TEST_CASE("slow: synchronous SGD has caught up at a late time") {
  check_4_sigma(squares_in_time("async", 8, 40, 40, 6000)[0], 0.08910891);
  check_4_sigma(squares_in_time("k_sync", 8, 40, 40, 6000, 4)[0], .01316049);
  check_4_sigma(squares_in_time("k_batch_sync", 8, 40, 40, 6000, 8)[0], .00684511);
  check_4_sigma(squares_in_time("k_async", 8, 40, 40, 6000, 4)[0], .01441027);
  check_4_sigma(squares_in_time("k_batch_async", 8, 40, 40, 6000, 4)[0], .01542654);
  check_4_sigma(squares_in_time("sync_server", 8, 40, 40, 40000)[0], 0.05862128);
}
