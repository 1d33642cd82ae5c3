// Runs of jobs that fail and come back.
#include "analysis/checkpointing.hpp"
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

using namespace dawdle;
using doctest::Approx;

namespace {

const std::string failing = R"({"kind": "checkpoint_restart", "mtbf": 0.02, "restart": 0.01, "interval": 0.015,
                                "dump": 0.002})";

double down(const Worker& worker) { return worker.seconds[static_cast<std::size_t>(Activity::down)]; }

}  // namespace

TEST_CASE("T26: 500 hours of work with failures and checkpoints") {
  const auto minutes = [](double x) { return 60 * x; };
  // A multiple of the interval, so that as many checkpoints are written as the law counts.
  static constexpr int kIntervals = 526;
  const Changes changes = {set("/workers", 1),
                           set("/compute/per_batch", minutes(57)),
                           set("/stop/updates", kIntervals),
                           {"/faults", R"({"kind": "checkpoint_restart", "mtbf": "6 h", "restart": "10 min",
                                           "interval": "57 min", "dump": "5 min"})"}};
  const auto takes = over_seeds(400, time_alone, changes, [](const RunResult& result) {
    CHECK(measure(result, "checkpoints") == kIntervals);
    return result.time;
  });
  check_4_sigma(takes, analysis::time_with_failures(kIntervals * minutes(57), minutes(57),
                                                    {minutes(5), minutes(10), minutes(360)}));
}

TEST_CASE("failures change when things happen, and nothing else") {
  for (const char* strategy : {R"("sync_server")", R"("async")", R"({"kind": "local_sgd", "period": 3})"}) {
    CAPTURE(strategy);
    const Changes changes = {{"/strategy", strategy}, set("/stop/updates", 300)};
    const RunResult without = run(regression, changes);
    const RunResult with = run(regression, changes + Changes{{"/faults", failing}});
    REQUIRE(measure(with, "failures") >= 3);
    CHECK(with.updates == without.updates);
    CHECK(with.events == without.events);
    CHECK(with.staleness_counts == without.staleness_counts);
    REQUIRE(with.curve.size() == without.curve.size());
    for (std::size_t i = 0; i < with.curve.size(); ++i) {
      CHECK(with.curve[i].figure == without.curve[i].figure);
      CHECK(with.curve[i].time >= without.curve[i].time);
      if (i > 0)
        CHECK(with.curve[i].time >= with.curve[i - 1].time);
    }
    CHECK(with.time > without.time);
    for (std::size_t w = 0; w < with.workers.size(); ++w) {
      double sum = 0;
      for (const double seconds : with.workers[w].seconds) sum += seconds;
      CHECK(sum == Approx(with.time).epsilon(1e-12));
      CHECK(down(with.workers[w]) ==
            Approx(measure(with, "lost_s") + measure(with, "restarting_s") + 0.002 * measure(with, "checkpoints")));
    }
  }
}

TEST_CASE("a limit of time holds beside failures") {
  const Changes changes = {{"/strategy", R"("async")"}, {"/stop", R"({"time": 0.4})"}};
  const RunResult without = run(regression, changes);
  const RunResult with = run(regression, changes + Changes{{"/faults", failing}});
  CHECK(with.time == 0.4);
  CHECK(with.curve.back().time <= 0.4);
  CHECK(with.updates < without.updates);
  CHECK(down(with.workers[0]) > 0.1);
}

TEST_CASE("a limit of time holds whatever ends the run, and as if there were none where it is far") {
  const std::string rare = R"({"kind": "checkpoint_restart", "mtbf": 0.05, "restart": 0.1, "interval": 0.015,
                               "dump": 0.025})";
  int stopped = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Changes changes = {set("/seed", seed), {"/faults", rare}};
    const RunResult free = run(regression, changes + Changes{{"/stop", R"({"updates": 30})"}});
    for (const double limit : {0.2, 0.6, 2.0}) {
      const RunResult limited =
          run(regression, changes + Changes{{"/stop", fmt::format(R"({{"updates": 30, "time": {}}})", limit)}});
      if (free.time <= limit) {
        CHECK(limited.time == free.time);
        CHECK(limited.updates == 30);
        CHECK(limited.curve.back().time == free.curve.back().time);
      } else {
        CHECK(limited.time == limit);
        CHECK(limited.curve.back().time <= limit + 1e-12);
        ++stopped;
      }
    }
    const RunResult far = run(regression, changes + Changes{{"/stop", R"({"updates": 30, "time": "1000000 h"})"}});
    CHECK(far.time == free.time);
  }
  CHECK(stopped > 20);
}

// Without checkpoints the whole run is one interval: an attempt may be over long before the limit, and others fail
// later.
TEST_CASE("a limit beyond the end changes nothing, though what comes after the end would fail") {
  for (const char* more : {"", R"(, "interval": 0.15, "dump": 0.01, "restart": 0.02)"}) {
    const Changes changes = {{"/faults", fmt::format(R"({{"kind": "checkpoint_restart", "mtbf": 0.2{}}})", more)},
                             {"/strategy", R"("async")"},
                             {"/compute", R"({"per_batch": 0.01})"}};
    int failed = 0, stopped = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const auto ended = [&](const std::string& stop) {
        return run(regression, changes + Changes{set("/seed", seed), {"/stop", stop}});
      };
      const RunResult free = ended(R"({"updates": 80})");
      failed += measure(free, "failures") > 0;
      for (const double limit : {0.22, 0.4, 0.7, 1.3, 2.5}) {
        const RunResult limited = ended(fmt::format(R"({{"updates": 80, "time": {}}})", limit));
        if (free.time > limit) {
          ++stopped;
          CHECK(limited.time == limit);
          continue;
        }
        CHECK(limited.time == free.time);
        CHECK(limited.updates == 80);
        CHECK(limited.measures == free.measures);
        CHECK(limited.events == free.events);
        for (std::size_t w = 0; w < free.workers.size(); ++w)
          CHECK(limited.workers[w].seconds == free.workers[w].seconds);
        REQUIRE(limited.curve.size() == free.curve.size());
        for (std::size_t i = 0; i < free.curve.size(); ++i) {
          CHECK(limited.curve[i].time == free.curve[i].time);
          CHECK(limited.curve[i].figure == free.curve[i].figure);
        }
      }
    }
    CHECK(failed > 5);
    CHECK(stopped > 5);
  }
}

TEST_CASE("what a link has carried, of what it could in all the time that passed") {
  const RunResult r =
      run(time_alone, {{"/model", R"({"kind": "none", "gradient_bytes": 1000, "parameter_bytes": 1000})"},
                       set("/compute/per_batch", 0.001),
                       set("/stop/updates", 50),
                       {"/network", R"({"kind": "ring", "bandwidth": 1e6})"},
                       {"/faults", failing}});
  REQUIRE(measure(r, "failures") >= 3);
  REQUIRE(!r.links.samples.empty());
  const LinkTotals& all = r.links.samples.back();
  CHECK(all.time == r.time);
  for (std::size_t i = 0; i < r.links.links.size(); ++i)
    CHECK(all.offered[i] == Approx(r.links.links[i].bandwidth * r.time));
}

TEST_CASE("a run that reaches its target ends there, and its checkpoint after that") {
  const Changes changes = {{"/stop/loss", "0.5"}, {"/record/evaluate_every", R"({"updates": 1})"}};
  const RunResult with = run(regression, changes + Changes{{"/faults", failing}});
  REQUIRE(with.outcome == Outcome::target_reached);
  CHECK(with.loss_target->time == with.curve.back().time);
  CHECK(with.time == Approx(with.curve.back().time + 0.002));
}

TEST_CASE("failures that fit nothing are refused before the clock starts") {
  const auto complaint = [](const Changes& changes) {
    std::vector<std::string> problems;
    const auto scenario = parse_scenario(time_alone, "test.json", changes, problems);
    Pool pool(1);
    if (scenario)
      prepare(*scenario, pool, problems);
    REQUIRE(problems.size() == 1);
    return problems.front();
  };
  const auto says = [&](const std::string& options, const char* text) {
    const std::string got = complaint({{"/faults", R"({"kind": "checkpoint_restart")" + options + "}"}});
    CAPTURE(got);
    CHECK(got.find(text) != std::string::npos);
  };
  says("", "/faults: expected mtbf or worker_mtbf");
  says(R"(, "mtbf": "1 year")", "/faults/mtbf: expected a duration");
  says(R"(, "mtbf": 1, "worker_mtbf": 1)", "/faults/worker_mtbf: expected none beside mtbf");
  says(R"(, "mtbf": 1, "interval": 100)", "/faults/interval: expected a restart, an interval");
  says(R"(, "mtbf": 1, "restart": 100)", "/faults/restart: expected a restart");
  says(R"(, "mtbf": 1, "dump": 1)", "/faults/dump: expected an interval beside it");
  says(R"(, "mtbf": 1, "dumb": 1)", "\"dump\"");
  const std::string overlapped =
      complaint({{"/compute", R"({"per_batch": 1, "straggler": {"kind": "failures", "mtbf": 9}})"},
                 {"/model/layer_bytes", "[1, 2]"},
                 {"/strategy", R"({"kind": "sync_server", "overlap": {"kind": "wait_free"}})"}});
  CHECK(overlapped.find("/compute: expected no straggler law \"failures\" beside overlap") != std::string::npos);
}
