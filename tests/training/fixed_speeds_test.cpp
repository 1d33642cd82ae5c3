// Workers of fixed speeds and free messages: every event can be worked out by hand.
#include "tests/training/run_scenario.hpp"

#include <numeric>

using namespace dawdle;

namespace {

// The run of these workers, worker i taking the i-th time, for so many updates.
RunResult timed(const std::string& strategy, const std::vector<double>& times, int updates) {
  return run(time_alone, {{"/strategy", strategy},
                          {"/compute", fmt::format(R"({{"per_batch": [{}]}})", fmt::join(times, ", "))},
                          set("/workers", times.size()),
                          set("/stop/updates", updates),
                          {"/record", R"({"evaluate_every": {"updates": 1}})"}});
}

void check_update_times(const RunResult& r, const std::vector<double>& expected) {
  REQUIRE(r.curve.size() == expected.size() + 1);
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(r.curve[i + 1].time == doctest::Approx(expected[i]).epsilon(1e-12));
}

// The first t by which the workers, alone and without a pause, have finished S gradients.
double time_of_gradient(const std::vector<double>& times, int S) {
  std::vector<double> ends;
  for (double T : times)
    for (int n = 1; n <= S; ++n) ends.push_back(n * T);
  std::sort(ends.begin(), ends.end());
  return ends[static_cast<std::size_t>(S) - 1];
}

}  // namespace

TEST_CASE("T28: the S-th asynchronous gradient comes at min t: sum floor(t/T_i) >= S") {
  const std::vector<double> speeds = {1, 1.7, 2.3, 5, 11};
  CHECK(std::abs(time_of_gradient(speeds, 40) - 18.4) <= 1e-9);
  for (const std::vector<double>& times : {speeds, {0.3}, {2, 2, 2}, {1, 10, 100, 0.7}})
    for (int S : {1, 7, 40, 333}) {
      CAPTURE(S);
      CHECK(std::abs(timed(R"({"kind": "async"})", times, S).time - time_of_gradient(times, S)) <= 1e-9);
    }
}

TEST_CASE("Rennala collects K gradients at the newest point, and ignores the stale as they arrive") {
  const RunResult r = timed(R"({"kind": "rennala", "gradients": 3})", {1, 1.5}, 4);
  check_update_times(r, {2, 4.5, 7, 9});
  CHECK(r.dropped == std::vector<std::uint64_t>{1, 2});  // those of 5; of 3 and 7.5
  CHECK(r.cancelled == std::vector<std::uint64_t>{0, 0});
  CHECK(r.staleness_counts == std::vector<std::uint64_t>{12});
}

TEST_CASE("Ringmaster ignores a gradient whose delay has come to R as it arrives") {
  const RunResult r = timed(R"({"kind": "ringmaster", "threshold": 3})", {1, 2.6}, 9);
  check_update_times(r, {1, 2, 2.6, 3, 4, 5, 6, 7, 7.8});
  CHECK(r.dropped == std::vector<std::uint64_t>{0, 1});  // that of 5.2, at x_3 when there was x_6
  CHECK(r.cancelled == std::vector<std::uint64_t>{0, 0});
  CHECK(r.staleness_counts == std::vector<std::uint64_t>{6, 1, 2});
}

TEST_CASE("Ringmaster with stop begins a computation again when its delay comes to R") {
  const RunResult r = timed(R"({"kind": "ringmaster", "threshold": 3, "stop": true})", {1, 2.6}, 11);
  check_update_times(r, {1, 2, 2.6, 3, 4, 5, 6, 7, 7.6, 8, 9});
  CHECK(r.dropped == std::vector<std::uint64_t>{0, 0});
  CHECK(r.cancelled == std::vector<std::uint64_t>{0, 1});  // at 5
  CHECK(r.staleness_counts == std::vector<std::uint64_t>{7, 2, 2});
}

TEST_CASE("dynamic SSP lets the fastest go on to where it meets a push of the slowest") {
  // The slowest pushes at 2.5 and 5, 7.5 is expected. The fastest waits at 2 for the first; goes on once from 3.5,
  // whose interval of 1.5 s brings it to 5; and three times from 4.5.
  const std::string strategy = R"({"kind": "dynamic_ssp", "least_staleness": 1, "most_staleness": 5})";
  const RunResult r = timed(strategy, {1, 2.5}, 8);
  check_update_times(r, {1, 2, 2.5, 3.5, 4.5, 5, 5.5, 6.5});
  CHECK(r.workers[0].seconds[static_cast<std::size_t>(Activity::wait)] == doctest::Approx(0.5));
}

TEST_CASE(
    "the fastest worker of dynamic SSP goes to the end of the range, as soon as the slowest is known to be slow") {
  for (const auto& [until, predicted] : {std::pair{999, false}, {1999, true}})
    for (std::uint64_t most : {2u, 3u, 6u}) {
      const auto strategy =
          fmt::format(R"({{"kind": "dynamic_ssp", "least_staleness": 2, "most_staleness": {}}})", most);
      const RunResult r = run(time_alone, {{"/strategy", strategy},
                                           {"/compute", R"({"per_batch": [1, 1000]})"},
                                           set("/workers", 2),
                                           {"/stop", fmt::format(R"({{"time": {}}})", until)}});
      // Before the slowest has pushed nothing is predicted.
      CHECK(r.workers[0].updates - r.workers[1].updates == (predicted ? most : 2) + 1);
    }
}

TEST_CASE("an SSP worker with a cache reads its copy with its own updates until that is too old") {
  const double a = 0.1;
  const RunResult r = run(quadratic, {{"/strategy", R"({"kind": "ssp", "staleness": 1, "cache": true})"},
                                      {"/compute", R"({"per_batch": [1, 1.1]})"},
                                      set("/workers", 2),
                                      set("/optimizer/learning_rate", a),
                                      set("/stop/updates", 8)});
  // f = x^2 / 2. In turn: each worker's first at x_0 and its second at its own x_0 - a x_0; worker 0 pulls x_3 and then
  // x_5 and x_7, as worker 1 was slower; worker 1 pulls x_4 and goes on from its own x_4 - a x_4.
  std::vector<double> x = {1};
  const auto step = [&](double read) { x.push_back(x.back() - a * read); };
  for (int second = 0; second < 2; ++second)
    for (int worker = 0; worker < 2; ++worker) step(second ? x[0] - a * x[0] : x[0]);
  step(x[3]);
  step(x[4]);
  step(x[5]);
  step(x[4] - a * x[4]);
  const std::vector<double> simulated = figures(r, "train_mean_x");
  REQUIRE(simulated.size() == x.size());
  for (std::size_t t = 0; t < x.size(); ++t) CHECK(std::abs(simulated[t] - x[t]) < 1e-15);
  CHECK(r.staleness_counts == std::vector<std::uint64_t>{1, 5, 2});
}
