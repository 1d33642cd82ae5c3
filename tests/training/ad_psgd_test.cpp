// AD-PSGD: its order of events, its locks, its staleness.
#include "tests/training/quadratic_runs.hpp"

#include <cmath>

using namespace dawdle;

TEST_CASE("two workers of AD-PSGD take the steps of a schedule worked by hand") {
  const double T[] = {1, 1.4142}, minimum[] = {2, -1}, eta = 0.1;
  const RunResult r = run(quadratic, {set("/workers", 2),
                                      {"/strategy", "\"ad_psgd\""},
                                      {"/model/per_worker", R"([{"optimum": 2}, {"optimum": -1}])"},
                                      {"/compute/per_batch", "[1, 1.4142]"},
                                      set("/stop/updates", 100)});
  double x[] = {1, 1}, read[] = {1, 1}, ends[] = {T[0], T[1]};
  const std::vector<double> mean = figures(r, "train_mean_x"), spread = figures(r, "consensus_distance");
  for (std::size_t t = 1; t <= 100; ++t) {
    const int i = ends[0] < ends[1] ? 0 : 1;
    x[0] = x[1] = (x[0] + x[1]) / 2;
    x[i] -= eta * (read[i] - minimum[i]);
    read[i] = x[i];
    CHECK(std::abs(mean[t] - (x[0] + x[1]) / 2) < 1e-12);
    CHECK(std::abs(spread[t] - std::pow((x[0] - x[1]) / 2, 2)) < 1e-12);
    CHECK(r.curve[t].time == doctest::Approx(ends[i]).epsilon(1e-12));
    ends[i] += T[i];
  }
}

TEST_CASE("an average is a model there and one back, and nobody else has either meanwhile") {
  const RunResult r = run(time_alone, {set("/workers", 2),
                                       {"/strategy", "\"ad_psgd\""},
                                       {"/compute/per_batch", "1"},
                                       {"/network", R"({"kind": "star", "latency": 0.05, "bandwidth": 1e6})"},
                                       {"/model/parameter_bytes", "2e5"},
                                       set("/stop/updates", 4),
                                       set("/record/evaluate_every/updates", 1)});
  // Half a second an average: both are ready at 1 s, worker 1 has to wait; then they take turns.
  const double ends[] = {0, 1.5, 2, 3, 3.5};
  REQUIRE(r.curve.size() == 5);
  for (std::size_t t = 0; t < 5; ++t) CHECK(r.curve[t].time == doctest::Approx(ends[t]));
  const auto seconds = [&](std::size_t worker, Activity activity) {
    return r.workers[worker].seconds[static_cast<std::size_t>(activity)];
  };
  CHECK(seconds(0, Activity::transfer) == doctest::Approx(1));
  CHECK(seconds(1, Activity::wait) == doctest::Approx(.5));
  CHECK(seconds(1, Activity::transfer) == doctest::Approx(1));
}

TEST_CASE("workers that all want each other's models at once do not wait for ever") {
  for (const char* peers : {"ring", "complete", "exponential"})
    for (const int n : {3, 5, 16}) {
      const RunResult r = run(time_alone, {set("/workers", n),
                                           {"/strategy", fmt::format(R"({{"kind": "ad_psgd", "peers": "{}"}})", peers)},
                                           {"/compute/per_batch", "1"},
                                           {"/network", R"({"kind": "star", "latency": 0.4})"}});
      CHECK(r.updates == 1000);
      CHECK(r.outcome == Outcome::done);
    }
}

TEST_CASE("the staleness of exponential workers of AD-PSGD is geometric, of mean K - 1") {
  for (const int K : {2, 7}) {
    const Changes changes = {
        exponential, {"/strategy", "\"ad_psgd\""}, set("/workers", K), set("/stop/updates", 100'000)};
    std::vector<double> shares[4];  // of gradients so stale, by seed
    over_seeds(20, time_alone, changes, [&](const RunResult& r) {
      for (std::size_t s = 0; s < 4; ++s)
        shares[s].push_back(static_cast<double>(r.staleness_counts.at(s)) / static_cast<double>(r.updates));
      return 0;
    });
    for (int s = 0; s < 4; ++s) check_4_sigma(shares[s], std::pow(1 - 1.0 / K, s) / K);
  }
}

TEST_CASE("seeds choose other neighbours") {
  const auto last = [](int seed) {
    const Changes changes = {set("/workers", 6),
                             set("/seed", seed),
                             {"/strategy", R"({"kind": "ad_psgd", "peers": "complete"})"},
                             {"/model/per_worker", R"([{"optimum": 0}, {"optimum": 1}, {"optimum": 2}, {"optimum": 3},
                                                       {"optimum": 4}, {"optimum": 5}])"},
                             set("/stop/updates", 30)};
    return figures(run(quadratic, changes), "consensus_distance").back();
  };
  CHECK(last(1) == last(1));
  CHECK(last(1) != last(2));
}
