// What holds in every run, over a grid of random small scenarios.
#include "tests/training/run_scenario.hpp"

#include "models/random.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <numeric>

using namespace dawdle;

namespace {

constexpr std::string_view small = R"({
  "workers": 4,
  "data": { "kind": "linear", "samples": 64, "features": 5 },
  "model": { "kind": "linear_regression" },
  "optimizer": { "kind": "sgd", "learning_rate": 0.05, "batch": 4 },
  "strategy": { "kind": "async" },
  "compute": { "per_sample": 0.001 },
  "network": { "kind": "star" },
  "stop": { "updates": 100 }
})";

// Everything about a scenario but its strategy.
Changes random_cluster(std::uint64_t number) {
  Stream random = models::stream(number, models::Purpose::initial);
  const auto one_of = [&](const std::vector<std::string>& texts) {
    return texts[boost::random::uniform_int_distribution<std::size_t>(0, texts.size() - 1)(random)];
  };
  return {
      set("/seed", number),
      {"/workers", one_of({"1", "2", "3", "4", "6", "9"})},
      {"/optimizer/batch", one_of({"1", "4", "7"})},
      {"/compute/speed", one_of({"1", "0.5", "3"})},
      {"/compute/straggler", one_of({R"([])", R"({"kind": "exponential", "mean": 0.004})",
                                     R"({"kind": "two_point", "probability": 0.1, "slowdown": 9})",
                                     R"({"kind": "pareto", "alpha": 1.2, "minimum": 0.001})",
                                     R"({"kind": "slow_workers", "workers": [0], "slowdown": 4})"})},
      {"/network", one_of({R"({"kind": "instant"})", R"({"kind": "star", "bandwidth": 1e6})",
                           R"({"kind": "star", "bandwidth": 1e6, "sharing": "fifo", "latency": 0})",
                           R"({"kind": "star", "bandwidth": 5e5, "server_bandwidth": 1e6, "overhead": 0.001})"})},
      {"/model/layer_bytes", one_of({"0", "[30, 70]", "[1000, 500, 2500]"})},
      {"/model/parameter_bytes", one_of({"0", "100", "4000"})},
      {"/stop", one_of({R"({"updates": 90})", R"({"time": 0.5})", R"({"samples": 1000})", R"({"epochs": 3.5})"})},
      {"/faults", one_of({R"("none")", R"("none")", R"({"kind": "checkpoint_restart", "mtbf": 0.3, "restart": 0.05,
                                                        "interval": 0.04, "dump": 0.01})"})},
  };
}

struct Choice {
  std::string text;
  bool synchronous;
  int s = -1;                    // of SSP
  int gradients = 1;             // an update takes, where it is not synchronous; 0: as many as there are workers
                                 // -k: that varies, up to the number of workers or k
  int stalest = -1;              // gradient that may be applied; -1: any
  std::uint64_t most_begun = 2;  // gradients of a worker that are not applied yet, where it is synchronous
  std::uint64_t local = 0;       // steps that a worker may have taken since the last update of the run
};

const std::vector<Choice> choices = {
    {R"({"kind": "sync_server"})", true},
    {R"({"kind": "sync_server", "reduce": "sum", "update_time": 0.0005})", true},
    {R"({"kind": "sync_allreduce"})", true},
    {R"({"kind": "sync_allreduce", "algorithm": {"kind": "closed_form"}})", true},
    {R"({"kind": "sync_allreduce", "overlap": {"kind": "wait_free", "bucket_bytes": 0}})", true},
    {R"({"kind": "sync_server", "update_time": 0.0005, "overlap": {"kind": "wait_free", "bucket_bytes": 500}})", true},
    {R"({"kind": "async", "overlap": {"kind": "wait_free", "bucket_bytes": 0, "backward": 0.9}})", false},
    {R"({"kind": "async"})", false},
    {R"({"kind": "async", "update_time": 0.002})", false},
    {R"({"kind": "k_sync", "gradients": 1})", false},
    {R"({"kind": "k_batch_sync", "gradients": 5, "update_time": 0.001})", false, -1, 5},
    {R"({"kind": "k_async", "gradients": 1})", false},
    {R"({"kind": "k_batch_async", "gradients": 3})", false, -1, 3},
    {R"({"kind": "backup_workers", "backups": 0})", true},
    {R"({"kind": "n_softsync", "n": 1})", false, -1, 0},
    {R"({"kind": "ssp", "staleness": 0})", false, 0},
    {R"({"kind": "ssp", "staleness": 1})", false, 1},
    {R"({"kind": "ssp", "staleness": 4, "update_time": 0.001})", false, 4},
    {R"({"kind": "ssp", "staleness": 2, "cache": true})", false, 2},
    {R"({"kind": "dynamic_ssp", "least_staleness": 1, "most_staleness": 5})", false, 5},
    {R"({"kind": "adasync", "gradients": 1, "interval": 0.02, "update_time": 0.001})", false, -1, -1},
    {R"({"kind": "adasync", "variant": "k_batch_async", "gradients": 1, "schedule": {"update": 7, "gradients": 3}})",
     false, -1, -3},
    {R"({"kind": "adasync", "variant": "k_sync", "gradients": 1, "interval": 0.02})", false, -1, -1, 0},
    {R"({"kind": "switching", "trigger": {"kind": "updates", "period": 8, "burst": 5}})", false, -1, -1},
    {R"({"kind": "switching", "trigger": {"kind": "time", "period": 0.1, "burst": 0.04}})", false, -1, -1},
    {R"({"kind": "switching", "trigger": {"kind": "straggler", "threshold": 1.5}})", false, -1, -1},
    {R"({"kind": "staleness_aware", "gradients": 2})", false, -1, 2},
    {R"({"kind": "delay_adaptive", "smoothness": 3})", false},
    {R"({"kind": "drop_stale", "bound": 2, "gradients": 2})", false, -1, 2, 2},
    {R"({"kind": "clipped_async", "norm": 0.5})", false},
    {R"({"kind": "dc_asgd", "adaptive": true})", false},
    {R"({"kind": "rennala", "gradients": 4})", false, -1, 4, 0},
    {R"({"kind": "ringmaster", "threshold": 2, "update_time": 0.001})", false, -1, 1, 1},
    {R"({"kind": "ringmaster", "threshold": 3, "stop": true})", false, -1, 1, 2},
    // Who waits for its neighbours alone may be as many rounds ahead as models need to reach everybody, and one.
    {R"({"kind": "d_psgd"})", true, -1, 1, 0, 5},
    {R"({"kind": "d_psgd", "overlap": true})", true, -1, 1, 0, 5},
    {R"({"kind": "d_psgd", "peers": "complete", "order": "adapt_then_combine"})", true, -1, 1, 0, 2},
    {R"({"kind": "sgp"})", true, -1, 1, 0, 5},
    {R"({"kind": "sgp", "peers": "exponential", "overlap": 2})", true, -1, 1, 0, 11},
    // Of a round whose mean the slowest has not yet, and of the next.
    {R"({"kind": "local_sgd", "period": 5})", true, -1, 1, 0, 2, 10},
    {R"({"kind": "post_local_sgd", "switch_at": 10, "period": 4})", true, -1, 1, 0, 2, 8},
    {R"({"kind": "adacomm", "initial_period": 6, "interval": 0.05})", true, -1, 1, 0, 2, 12},
    {R"({"kind": "slowmo", "period": 3})", true, -1, 1, 0, 2, 6},
    {R"({"kind": "diloco", "period": 5, "outer": {"kind": "sgd", "learning_rate": 0.7}})", true, -1, 1, 0, 2, 10},
    {R"({"kind": "streaming_diloco", "period": 6, "fragments": 2, "overlap": 2,
         "outer": {"kind": "sgd", "learning_rate": 0.7}})",
     true, -1, 1, 0, 2, 12},
    {R"({"kind": "easgd", "period": 3})", true, -1, 1, 0, 2, 6},
    {R"({"kind": "hierarchical_local_sgd", "group": 1, "period": 2, "block": 3})", true, -1, 1, 0, 2, 12},
    {R"({"kind": "async_easgd", "period": 2})", false, -1, -1},
    {R"({"kind": "downpour", "fetch_every": 3, "push_every": 1})", false},
    {R"({"kind": "downpour", "fetch_every": 1, "push_every": 4})", false, -1, 4},
    {R"({"kind": "grouped_async", "group": 1})", false},
    {R"({"kind": "hogwild", "read_time": 1e-4, "write_time": 1e-4, "writes": "racing"})", false},
    {R"({"kind": "ad_psgd"})", false},
    {R"({"kind": "ad_psgd", "peers": "complete"})", false},
};

template <class Check>
void over_random_runs(std::uint64_t clusters, Check check) {
  for (std::uint64_t number = 0; number < clusters; ++number)
    for (const Choice& choice : choices) {
      const Changes changes = random_cluster(number) + Changes{{"/strategy", choice.text}};
      std::string shown;
      for (const auto& [pointer, value] : changes) shown += fmt::format("{} = {}\n", pointer, value);
      CAPTURE(shown);
      check(choice, changes);
    }
}

constexpr std::uint64_t clusters = 60;

}  // namespace

TEST_CASE("every worker's seconds add up to the run's") {
  over_random_runs(clusters, [](const Choice&, const Changes& changes) {
    const RunResult r = run(small, changes);
    for (const Worker& worker : r.workers) {
      CHECK(std::abs(std::accumulate(worker.seconds.begin(), worker.seconds.end(), 0.0) - r.time) < 1e-9);
      for (double seconds : worker.seconds) CHECK(seconds >= 0);
    }
  });
}

TEST_CASE("no gradient is lost or applied twice") {
  over_random_runs(clusters, [](const Choice& choice, const Changes& changes) {
    const RunResult r = run(small, changes);
    std::uint64_t per_update = r.workers.size();
    if (!choice.synchronous && choice.gradients > 0)
      per_update = static_cast<std::uint64_t>(choice.gradients);
    else if (choice.gradients < 0)
      per_update = std::max(per_update, static_cast<std::uint64_t>(-choice.gradients));
    std::uint64_t applied = 0;
    for (std::size_t i = 0; i < r.workers.size(); ++i) {
      const Worker& worker = r.workers[i];
      CHECK(worker.updates == r.staleness[i].gradients);
      if (choice.synchronous) {
        CHECK(worker.updates >= r.updates);
        CHECK(worker.updates <= r.updates + choice.local);
      }
      // One is under way; a rank of an AllReduce may begin the next before the last rank has the sum; a server that
      // collects may hold all but one of the next update's.
      const std::uint64_t given_up = r.dropped[i] + r.cancelled[i];
      CHECK(worker.step - worker.updates - given_up <= (choice.synchronous ? choice.most_begun : per_update));
      applied += worker.updates;
    }
    if (choice.gradients >= 0 && choice.local == 0)
      CHECK(applied == r.updates * per_update);
    CHECK(applied >= r.updates);
    CHECK(std::accumulate(r.staleness_counts.begin(), r.staleness_counts.end(), std::uint64_t{0}) == applied);
  });
}

TEST_CASE("synchronous gradients are never stale, and others no staler than their strategy lets them be") {
  over_random_runs(clusters, [](const Choice& choice, const Changes& changes) {
    const int stalest = choice.synchronous ? 0 : choice.stalest;
    if (stalest >= 0)
      CHECK(run(small, changes).staleness_counts.size() <= static_cast<std::size_t>(stalest) + 1);
  });
}

TEST_CASE("under SSP nobody is more than s+1 iterations ahead, and no gradient staler than (K-1)(2s+1)") {
  over_random_runs(clusters, [](const Choice& choice, const Changes& changes) {
    if (choice.s < 0)
      return;
    const RunResult r = run(small, changes);
    const auto [slowest, fastest] = std::minmax_element(
        r.workers.begin(), r.workers.end(), [](const Worker& a, const Worker& b) { return a.updates < b.updates; });
    const auto s = static_cast<std::uint64_t>(choice.s);
    CHECK(fastest->updates - slowest->updates <= s + 1);
    for (const StalenessSummary& own : r.staleness) CHECK(own.most <= (r.workers.size() - 1) * (2 * s + 1));
  });
}

TEST_CASE("a run is the same on one thread, two and five") {
  over_random_runs(8, [](const Choice&, const Changes& changes) {
    const RunResult one = run(small, changes);
    for (int threads : {2, 5}) {
      const RunResult many = run(small, changes, threads);
      REQUIRE(many.curve.size() == one.curve.size());
      for (std::size_t row = 0; row < one.curve.size(); ++row) {
        CHECK(many.curve[row].time == one.curve[row].time);
        CHECK(many.curve[row].figure == one.curve[row].figure);
      }
      for (std::size_t i = 0; i < one.workers.size(); ++i) CHECK(many.workers[i].seconds == one.workers[i].seconds);
      CHECK(many.staleness_counts == one.staleness_counts);
    }
  });
}

// Once a run of no time looked for its number of epochs, which nobody had given.
TEST_CASE("a run of no time, no updates or no samples ends at once, with one evaluation") {
  for (const char* stop : {R"({"time": 0})", R"({"updates": 0})"})
    for (const Choice& choice : choices) {
      const RunResult r = run(small, {{"/strategy", choice.text}, {"/stop", stop}});
      CHECK(r.time == 0);
      CHECK(r.updates == 0);
      CHECK(r.curve.size() == 1);
    }
}

// SlowMo once divided by the rate of a round's first step.
TEST_CASE("a warm-up from zero and a schedule that ends at zero leave every strategy finite") {
  for (const char* shape : {"gradual", "constant"})
    for (const Choice& choice : choices) {
      CAPTURE(choice.text);
      const RunResult r = run(small, {{"/strategy", choice.text},
                                      {"/optimizer/warmup", fmt::format(R"({{"length": 7, "shape": "{}"}})", shape)},
                                      {"/optimizer/schedule", R"({"kind": "cosine", "over": 30, "final": 0})"},
                                      {"/stop", R"({"updates": 40})"}});
      CHECK(r.outcome == Outcome::done);
      CHECK(r.curve.back().figure[0] <= r.curve.front().figure[0]);
    }
}

TEST_CASE("a hundred evaluations by default, whichever of several limits ends the run") {
  for (const auto& [stop, about] : {std::pair{R"({"updates": 1000000, "time": "2 s"})", 100},
                                    {R"({"samples": 3200, "time": "1000 s"})", 100},
                                    {R"({"updates": 200, "epochs": 1e6})", 100},
                                    {R"({"epochs": 4, "updates": 1000000})", 100}}) {
    CAPTURE(stop);
    const RunResult r = run(small, {{"/strategy", "\"async\""},
                                    {"/optimizer/batch", "2"},
                                    {"/compute", R"({"per_batch": "1 ms"})"},
                                    {"/record", "{}"},
                                    {"/stop", stop}});
    CHECK(r.curve.size() >= static_cast<std::size_t>(about) - 10);
    CHECK(r.curve.size() <= static_cast<std::size_t>(about) + 10);
  }
}

// Worker 3 of four computes for ever, the others a second; the run may last 50 s.
TEST_CASE("a worker that never finishes leaves every strategy with a clear outcome") {
  for (const Choice& choice : choices) {
    CAPTURE(choice.text);
    const RunResult r = run(small, {{"/strategy", choice.text},
                                    {"/compute", R"({"per_batch": [1, 1, 1, 1e15]})"},
                                    {"/stop", R"({"time": 50, "updates": 2000})"}});
    CHECK(r.outcome == Outcome::done);
    CHECK((r.time == 50 || r.updates == 2000));
    CHECK(r.workers[3].updates == 0);
    // Those that wait for it stand still; those that do not have done what three can.
    const bool waits = choice.synchronous || choice.s >= 0 || r.updates == 0;
    CHECK((waits || r.updates > 20));
    for (const Worker& worker : r.workers)
      CHECK(std::accumulate(worker.seconds.begin(), worker.seconds.end(), 0.0) == doctest::Approx(r.time));
  }
}

// From 2.5 s on nothing that worker 3 sends arrives.
TEST_CASE("a worker cut off for ever lets every strategy go on, or the error says who waits for what") {
  for (const Choice& choice : choices) {
    CAPTURE(choice.text);
    const Changes changes = {{"/strategy", choice.text},
                             {"/compute", R"({"per_batch": 1})"},
                             {"/network", R"({"kind": "fully_connected", "bandwidth": 1e9, "latency": 0,
                                              "profiles": {"kind": "outage", "links": "h3->*", "at": 2.5}})"},
                             {"/stop", R"({"updates": 200})"}};
    try {
      const RunResult r = run(small, changes);
      CHECK(r.updates >= 200);
    } catch (const Deadlock& deadlock) {
      const std::string_view text = deadlock.what();
      CHECK(text.find("worker 3 waits for") != std::string_view::npos);
      CHECK(text.find("waits for the link h3->h") != std::string_view::npos);
    }
  }
}
