// Strategies whose updates take more or fewer gradients as the run goes on: AdaSync, and switching.
#include "tests/training/quadratic_runs.hpp"

using namespace dawdle;

namespace {

// Gradients of each update, where each is of one sample.
std::vector<int> gradients_of_updates(const RunResult& r) {
  std::vector<int> K;
  for (std::size_t i = 1; i < r.curve.size(); ++i)
    K.push_back(static_cast<int>(r.curve[i].samples - r.curve[i - 1].samples));
  return K;
}

std::vector<double> times(const RunResult& r) {
  std::vector<double> t;
  for (const CurveRow& row : r.curve) t.push_back(row.time);
  return t;
}

const char* const noisy_seconds = R"({"per_batch": 0.5, "straggler": {"kind": "exponential", "mean": 1}})";

}  // namespace

TEST_CASE("AdaSync follows its schedule of updates and times") {
  const std::string stages = R"([{"update": 4, "gradients": 2}, {"time": 8.5, "gradients": 5}])";
  for (const char* variant : {"k_sync", "k_async", "k_batch_async"}) {
    CAPTURE(variant);
    const RunResult r = run(
        quadratic,
        {{"/strategy",
          fmt::format(R"({{"kind": "adasync", "gradients": 1, "variant": "{}", "schedule": {}}})", variant, stages)},
         {"/compute", noisy_seconds},
         set("/workers", 5),
         set("/stop/updates", 40)});
    const std::vector<int> K = gradients_of_updates(r);
    REQUIRE(K.size() == 40);
    for (std::size_t u = 0; u < K.size(); ++u) CHECK(K[u] == (r.curve[u].time >= 8.5 ? 5 : u >= 4 ? 2 : 1));
    CHECK(K.back() == 5);
  }
}

TEST_CASE("AdaSync's rule: K = ceil(K_0 sqrt(F(x_0) / F(x_t))), at most P") {
  // Eight equal workers: under K-sync an update a second, all gradients fresh and without noise.
  const double eta = 0.05, interval = 5;
  const int P = 8, K_0 = 2;
  const RunResult r =
      run(quadratic, {{"/strategy", R"({"kind": "adasync", "gradients": 2, "variant": "k_sync", "interval": 5})"},
                      set("/workers", P),
                      set("/optimizer/learning_rate", eta),
                      set("/stop/updates", 60)});
  double x = 1, losses = 0;
  int K = K_0;
  std::vector<int> expected;
  for (int t = 1; t <= 60; ++t) {
    expected.push_back(K);
    losses += x * x / 2;
    x -= eta * x;
    if (t % 5 == 0) {
      K = std::min(P, static_cast<int>(std::ceil(K_0 * std::sqrt(0.5 / (losses / interval)))));
      losses = 0;
    }
  }
  CHECK(gradients_of_updates(r) == expected);
  CHECK(expected[12] > K_0);
  CHECK(expected.back() == P);
}

TEST_CASE("AdaSync's K grows as the loss falls, whichever gradients count") {
  for (const char* variant : {"k_sync", "k_async", "k_batch_async"}) {
    CAPTURE(variant);
    const RunResult r = run(
        quadratic, {{"/strategy",
                     fmt::format(R"({{"kind": "adasync", "gradients": 1, "variant": "{}", "interval": 5}})", variant)},
                    {"/compute", noisy_seconds},
                    set("/model/noise", 0.1),
                    set("/workers", 6),
                    set("/optimizer/learning_rate", 0.02),
                    set("/stop/updates", 400)});
    const std::vector<int> K = gradients_of_updates(r);
    CHECK(K.front() == 1);
    CHECK(K.back() == 6);
    CHECK(K[60] > 1);
    CHECK(K[60] < 6);
  }
}

TEST_CASE("a scenario of AdaSync has a schedule or an interval, and its stages an update or a time") {
  for (const char* options :
       {"", R"(, "interval": 1, "schedule": {"update": 1, "gradients": 2})", R"(, "schedule": {"gradients": 2})",
        R"(, "schedule": {"update": 1, "time": 1, "gradients": 2})"}) {
    std::vector<std::string> problems;
    const Changes changes = {{"/strategy", fmt::format(R"({{"kind": "adasync", "gradients": 1{}}})", options)}};
    parse_scenario(quadratic, "test.json", changes, problems);
    CHECK(problems.size() == 1);
  }
}

TEST_CASE("switching by updates: the last `burst` of every `period` take one gradient") {
  const RunResult r = run(
      quadratic, {{"/strategy", R"({"kind": "switching", "trigger": {"kind": "updates", "period": 10, "burst": 4}})"},
                  {"/compute", noisy_seconds},
                  set("/stop/updates", 50)});
  const std::vector<int> K = gradients_of_updates(r);
  REQUIRE(K.size() == 50);
  for (std::size_t u = 0; u < K.size(); ++u) CHECK(K[u] == (u % 10 < 6 ? 4 : 1));
}

TEST_CASE("switching by time: equal workers, who take turns in a burst") {
  const RunResult r =
      run(quadratic, {{"/strategy", R"({"kind": "switching", "trigger": {"kind": "time", "period": 10, "burst": 3}})"},
                      set("/workers", 3),
                      set("/stop/updates", 18)});
  // The burst ends with the first gradient at 10; the other two wait for that worker's next, at 11.
  CHECK(times(r) == std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 9, 9, 9, 10, 11, 12, 13, 14});
  CHECK(gradients_of_updates(r) == std::vector<int>{3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3});
}

TEST_CASE("switching by stragglers: asynchronous while a computation is longer than the threshold times the median") {
  const auto with_slowdown = [](double slowdown) {
    return run(quadratic,
               {{"/strategy", R"({"kind": "switching", "trigger": {"kind": "straggler", "threshold": 3}})"},
                {"/compute", fmt::format(R"({{"per_batch": 1, "straggler": {{"kind": "slow_workers", "workers": [1],
                                            "slowdown": {}}}}})",
                                         slowdown)},
                set("/stop/updates", 20)});
  };
  CHECK(gradients_of_updates(with_slowdown(2)) == std::vector<int>(20, 4));
  std::vector<int> once(20, 1);
  once[0] = 4;  // nothing was known before
  CHECK(gradients_of_updates(with_slowdown(4)) == once);
}

TEST_CASE("switching goes back to synchronous updates when the straggler has") {
  const RunResult r =
      run(quadratic,
          {{"/strategy", R"({"kind": "switching", "trigger": {"kind": "straggler"}})"},
           {"/compute", R"({"per_batch": 1, "straggler": {"kind": "two_point", "probability": 0.1, "slowdown": 5}})"},
           set("/stop/updates", 400)});
  const std::vector<int> K = gradients_of_updates(r);
  const auto changes = std::count_if(K.begin() + 1, K.end(), [&](const int& k) { return k != *(&k - 1); });
  CHECK(changes > 20);
  CHECK(std::count(K.begin(), K.end(), 1) + std::count(K.begin(), K.end(), 4) == 400);
  // A synchronous update after a synchronous one has fresh gradients, and all of them were fast but the last's.
  for (std::size_t u = 1; u + 1 < K.size(); ++u)
    if (K[u - 1] == 4 && K[u] == 4 && K[u + 1] == 4)
      CHECK(r.curve[u + 1].time - r.curve[u].time == doctest::Approx(1));
}
