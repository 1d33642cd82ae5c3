// A worker that never finishes: the run ends with a clear outcome, and nothing hangs.
#include "tests/training/run_scenario.hpp"

using namespace dawdle;

namespace {

// Worker 3 of four computes for ever; the others take a second.
RunResult with_stuck_worker(const std::string& strategy, const std::string& stop) {
  return run(time_alone, {{"/strategy", strategy}, {"/compute", R"({"per_batch": [1, 1, 1, 1e15]})"}, {"/stop", stop}});
}

// The link from worker 3 is dead from t = 2.5 s on: what it sends never arrives.
RunResult with_dead_link(const std::string& strategy) {
  return run(time_alone, {{"/strategy", strategy},
                          {"/compute", R"({"per_batch": 1})"},
                          {"/model", R"({"kind": "none", "gradient_bytes": 8, "parameter_bytes": 8})"},
                          {"/network", R"({"kind": "fully_connected", "bandwidth": 1e9, "latency": 0,
                                           "profiles": {"kind": "outage", "links": "h3->*", "at": 2.5}})"},
                          set("/stop/updates", 30)});
}

const std::vector<std::string> nobody_waits = {
    R"({"kind": "async"})",
    R"({"kind": "k_async", "gradients": 2})",
    R"({"kind": "k_sync", "gradients": 3})",
    R"({"kind": "k_batch_sync", "gradients": 5})",
    R"({"kind": "n_softsync", "n": 2})",
    R"({"kind": "staleness_aware"})",
    R"({"kind": "drop_stale", "bound": 0})",
    R"({"kind": "rennala", "gradients": 4})",
    R"({"kind": "ringmaster", "threshold": 1})",
    R"({"kind": "ringmaster", "threshold": 2, "stop": true})",
    R"({"kind": "adasync", "gradients": 1, "schedule": {"update": 5, "gradients": 3}})",
    R"({"kind": "switching", "trigger": {"kind": "updates", "period": 10, "burst": 10}})"};

const std::vector<std::string> all_wait = {R"({"kind": "sync_server"})", R"({"kind": "sync_allreduce"})",
                                           R"({"kind": "k_async", "gradients": 4})",
                                           R"({"kind": "switching", "trigger": {"kind": "straggler"}})"};

}  // namespace

TEST_CASE("without a worker that never finishes, those who need not wait for it reach their updates") {
  for (const std::string& strategy : nobody_waits) {
    CAPTURE(strategy);
    const RunResult r = with_stuck_worker(strategy, R"({"updates": 30})");
    CHECK(r.outcome == Outcome::done);
    CHECK(r.updates == 30);
    CHECK(r.workers[3].updates == 0);
    CHECK(with_dead_link(strategy).updates == 30);
  }
}

TEST_CASE("those who wait for every worker stand still until the time limit ends the run") {
  for (const std::string& strategy : all_wait) {
    CAPTURE(strategy);
    const RunResult r = with_stuck_worker(strategy, R"({"time": 100})");
    CHECK(r.outcome == Outcome::done);
    CHECK(r.time == 100);
    CHECK(r.updates == 0);
    if (strategy.find("allreduce") == std::string::npos)
      CHECK(r.workers[0].seconds[static_cast<std::size_t>(Activity::wait)] == 99);
  }
}

TEST_CASE("under SSP the others take s + 1 steps and wait for a worker that never finishes") {
  for (const auto& [strategy, s] : {std::pair{R"({"kind": "ssp", "staleness": 3})", 3},
                                    {R"({"kind": "ssp", "staleness": 3, "cache": true})", 3},
                                    {R"({"kind": "dynamic_ssp", "least_staleness": 2, "most_staleness": 9})", 2}}) {
    CAPTURE(strategy);
    CHECK(with_stuck_worker(strategy, R"({"time": 100})").updates == 3 * (static_cast<std::uint64_t>(s) + 1));
  }
}

TEST_CASE("a deadlock is found though evaluations, traffic of others and changing links go on for ever") {
  const Changes dead_link = {{"/strategy", R"("sync_server")"},
                             {"/compute", R"({"per_batch": 1})"},
                             {"/model", R"({"kind": "none", "gradient_bytes": 8, "parameter_bytes": 8})"},
                             {"/stop", R"({"updates": 30})"}};
  const std::string dead = R"({"kind": "outage", "links": "h3->*", "at": 2.5})";
  const std::string walk = R"({"kind": "random_walk", "links": "*", "every": 0.1})";
  const std::string others = R"("background": {"from": 0, "to": 1, "bytes": 10, "every": 0.5})";
  for (const std::string& profiles : {dead, "[" + dead + ", " + walk + "]"})
    for (const std::string& traffic : {std::string(), others + ", "})
      for (const char* record : {R"({})", R"({"evaluate_every": {"time": 1}})"}) {
        CAPTURE(profiles);
        CAPTURE(traffic);
        CAPTURE(record);
        const std::string network = R"({"kind": "fully_connected", "bandwidth": 1e9, "latency": 0, )" + traffic +
                                    R"("profiles": )" + profiles + "}";
        CHECK_THROWS_AS(run(time_alone, dead_link + Changes{{"/network", network}, {"/record", record}}), Deadlock);
      }
}

TEST_CASE("a worker cut off for ever is a deadlock that says who waits for what") {
  std::vector<std::string> strategies = all_wait;
  for (const char* kind : {"ssp", "dynamic_ssp"}) strategies.push_back(fmt::format(R"({{"kind": "{}"}})", kind));
  for (const std::string& strategy : strategies) {
    CAPTURE(strategy);
    try {
      with_dead_link(strategy);
      FAIL("no deadlock");
    } catch (const Deadlock& deadlock) {
      const std::string text = deadlock.what();
      CHECK(text.find("worker 0 waits for") != std::string::npos);
      CHECK(text.find("worker 3 waits for") != std::string::npos);
    }
  }
}
