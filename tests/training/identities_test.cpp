// Runs that must be the same run: strategies at the ends of their options, and the same samples cut differently.
#include "tests/training/run_scenario.hpp"

#include <cmath>
#include <map>

using namespace dawdle;

namespace {

const Changes noisy_bowl = {{"/data", R"({"kind": "none"})"},
                            {"/model", R"({"kind": "quadratic", "curvature": [1, 0.3, 0.1], "noise": 1})"}};
const std::vector<Changes> problems = {{}, noisy_bowl};

Override strategy(std::string_view kind, std::string_view options = "") {
  return {"/strategy", fmt::format(R"({{"kind": "{}"{}}})", kind, options)};
}

// The curves hold the same figures, relative to 1e-12; `times` says whether also the same simulated times.
void check_same(const RunResult& a, const RunResult& b, bool times) {
  REQUIRE(a.curve.size() == b.curve.size());
  REQUIRE(a.figures == b.figures);
  CHECK(a.samples == b.samples);
  for (std::size_t row = 0; row < a.curve.size(); ++row) {
    CAPTURE(row);
    for (std::size_t i = 0; i < a.figures.size(); ++i)
      REQUIRE(std::abs(a.curve[row].figure[i] - b.curve[row].figure[i]) <= 1e-12 * std::abs(b.curve[row].figure[i]));
    if (times)
      REQUIRE(a.curve[row].time == doctest::Approx(b.curve[row].time).epsilon(1e-12));
  }
}

// Byte by byte.
void check_equal(const RunResult& a, const RunResult& b, bool times) {
  REQUIRE(a.curve.size() == b.curve.size());
  for (std::size_t row = 0; row < a.curve.size(); ++row) {
    REQUIRE(a.curve[row].figure == b.curve[row].figure);
    if (times)
      REQUIRE(a.curve[row].time == b.curve[row].time);
  }
}

}  // namespace

TEST_CASE("D23: SSP with s = 0 is synchronous SGD that sums") {
  for (const Changes& problem : problems)
    for (const std::string network : {R"({"kind": "instant"})", R"({"kind": "star", "bandwidth": "1 Mbit/s"})"})
      for (int K : {1, 4, 7}) {
        CAPTURE(K);
        const Changes common = problem + Changes{set("/workers", K), {"/network", network}};
        const RunResult sync = run(regression, common + Changes{strategy("sync_server", R"(, "reduce": "sum")")});
        const RunResult ssp =
            run(regression, common + Changes{strategy("ssp", R"(, "staleness": 0)"), set("/stop/updates", 120 * K),
                                             set("/record/evaluate_every/updates", K)});
        check_same(sync, ssp, true);
      }
}

TEST_CASE("D23: SSP with a bound that nobody meets is asynchronous SGD") {
  for (const Changes& problem : problems)
    for (const std::string network : {R"({"kind": "instant"})", R"({"kind": "star", "bandwidth": "10 Mbit/s"})"}) {
      const Changes common = problem + Changes{{"/network", network}};
      const RunResult ssp = run(regression, common + Changes{strategy("ssp", R"(, "staleness": 1000000)")});
      const RunResult async = run(regression, common + Changes{strategy("async")});
      check_equal(ssp, async, true);
      CHECK(ssp.staleness_counts == async.staleness_counts);
    }
}

// Synchronous training computes one mean over the workers' samples together: the others' sum, but for rounding.
TEST_CASE("D23: at the ends of K the first-K strategies meet") {
  const std::string star = R"({"kind": "star", "bandwidth": "10 Mbit/s"})";
  for (const Changes& problem : problems)
    for (const std::string& network : {std::string(R"({"kind": "instant"})"), star}) {
      const Changes common = problem + Changes{{"/network", network}};
      const auto of = [&](std::string_view kind, std::string_view options) {
        return run(regression, common + Changes{strategy(kind, options)});
      };
      const RunResult all = of("k_sync", R"(, "gradients": 4)");
      check_same(of("sync_server", ""), all, true);
      check_equal(of("k_async", R"(, "gradients": 4)"), all, true);
      check_equal(of("backup_workers", R"(, "backups": 0)"), all, true);
      const RunResult async = of("async", "");
      for (const char* kind : {"k_async", "k_batch_async"}) check_equal(async, of(kind, R"(, "gradients": 1)"), true);
      check_equal(async, of("n_softsync", R"(, "n": 4)"), true);
    }
}

TEST_CASE("strategies against staleness are asynchronous SGD where they do nothing, bit for bit") {
  const std::string star = R"({"kind": "star", "bandwidth": "10 Mbit/s"})";
  for (const Changes& problem : problems)
    for (const std::string& network : {std::string(R"({"kind": "instant"})"), star}) {
      const Changes common = problem + Changes{{"/network", network}};
      const auto of = [&](std::string_view kind, std::string_view options) {
        return run(regression, common + Changes{strategy(kind, options)});
      };
      const RunResult async = of("async", "");
      for (const auto& [kind, options] : {std::pair{"delay_adaptive", R"(, "smoothness": 1e-9)"},
                                          {"drop_stale", R"(, "bound": 1000)"},
                                          {"clipped_async", R"(, "norm": 1e9)"},
                                          {"dc_asgd", R"(, "lambda": 0)"},
                                          {"ringmaster", R"(, "threshold": 1000)"},
                                          {"ringmaster", R"(, "threshold": 1000, "stop": true)"},
                                          {"dynamic_ssp", R"(, "least_staleness": 1000, "most_staleness": 1000)"},
                                          {"switching", R"(, "trigger": {"kind": "time", "period": 1, "burst": 1})"}}) {
        CAPTURE(kind);
        check_equal(async, of(kind, options), true);
      }
      const std::string unchanging = R"(, "schedule": {"update": 1000, "gradients": 1}, "gradients": )";
      for (const char* K : {"1", "3"}) {
        const std::string gradients = fmt::format(R"(, "gradients": {})", K);
        for (const std::string kind : {"k_sync", "k_async", "k_batch_async"}) {
          CAPTURE(kind);
          check_equal(of(kind, gradients), of("adasync", fmt::format(R"({}{}, "variant": "{}")", unchanging, K, kind)),
                      true);
        }
        check_equal(of("k_batch_async", gradients), of("drop_stale", gradients + R"(, "bound": 1000)"), true);
        check_equal(of("rennala", gradients), of("drop_stale", gradients + R"(, "bound": 0)"), true);
      }
      check_equal(of("ringmaster", R"(, "threshold": 3)"), of("drop_stale", R"(, "bound": 2)"), true);
      check_equal(of("ringmaster", R"(, "threshold": 1, "stop": true)"), of("k_batch_sync", R"(, "gradients": 1)"),
                  true);
      const RunResult all = of("k_async", R"(, "gradients": 4)");
      check_equal(all, of("switching", R"(, "trigger": {"kind": "updates", "period": 9, "burst": 0})"), true);
      check_equal(all, of("switching", R"(, "trigger": {"kind": "straggler", "threshold": 1e9})"), true);
    }
}

TEST_CASE("SSP with a range of one bound, or with a cache that is always too old, is SSP bit for bit") {
  const std::string star = R"({"kind": "star", "bandwidth": "10 Mbit/s"})";
  for (const Changes& problem : problems)
    for (const std::string& network : {std::string(R"({"kind": "instant"})"), star}) {
      const Changes common = problem + Changes{{"/network", network}};
      const auto of = [&](std::string_view kind, std::string_view options) {
        return run(regression, common + Changes{strategy(kind, options)});
      };
      for (int s : {0, 1, 3})
        check_equal(of("ssp", fmt::format(R"(, "staleness": {})", s)),
                    of("dynamic_ssp", fmt::format(R"(, "least_staleness": {0}, "most_staleness": {0})", s)), true);
      check_equal(of("ssp", R"(, "staleness": 0)"), of("ssp", R"(, "staleness": 0, "cache": true)"), true);
    }
}

TEST_CASE("D23: P workers with batch B are one worker with batch PB") {
  for (const Changes& problem : problems)
    for (const std::string kind : {"sync_server", "sync_allreduce"})
      for (int P : {2, 5, 8}) {
        CAPTURE(kind);
        CAPTURE(P);
        const Changes common = problem + Changes{strategy(kind)};
        check_same(run(regression, common + Changes{set("/workers", P), set("/optimizer/batch", 6)}),
                   run(regression, common + Changes{set("/workers", 1), set("/optimizer/batch", 6 * P)}), false);
      }
}

// Each strategy with the options by which one worker is sequential SGD: what it would do to others' gradients, or with
// a second point beside the model, is nothing then.
const std::map<std::string_view, std::vector<std::string_view>> neutral = {
    {"sync_allreduce", {""}},
    {"sync_server", {""}},
    {"async", {""}},
    {"ssp", {"", R"(, "staleness": 3, "cache": true)"}},
    {"dynamic_ssp", {""}},
    {"k_sync", {R"(, "gradients": 1)"}},
    {"k_batch_sync", {R"(, "gradients": 1)"}},
    {"k_async", {R"(, "gradients": 1)"}},
    {"k_batch_async", {R"(, "gradients": 1)"}},
    {"backup_workers", {R"(, "backups": 0)"}},
    {"n_softsync", {""}},
    {"adasync", {R"(, "gradients": 1, "interval": 0.01)"}},
    {"switching",
     {R"(, "trigger": {"kind": "updates", "period": 5, "burst": 2})", R"(, "trigger": {"kind": "plateau"})"}},
    {"staleness_aware", {""}},
    {"delay_adaptive", {R"(, "smoothness": 9)"}},
    {"drop_stale", {R"(, "bound": 0)"}},
    {"clipped_async", {R"(, "norm": 1e9)"}},
    {"dc_asgd", {R"(, "adaptive": true)"}},
    {"rennala", {R"(, "gradients": 1)"}},
    {"ringmaster", {R"(, "threshold": 1, "stop": true)"}},
    {"local_sgd", {R"(, "period": 6)"}},
    {"post_local_sgd", {R"(, "period": 6, "switch_at": 30)"}},
    {"adacomm", {R"(, "initial_period": 6, "interval": 0.01)"}},
    {"slowmo", {R"(, "period": 6, "slow_momentum": 0)"}},
    {"diloco", {R"(, "period": 6, "outer": {"kind": "sgd", "learning_rate": 1})"}},
    {"streaming_diloco", {R"(, "period": 6, "fragments": 1, "outer": {"kind": "sgd", "learning_rate": 1})"}},
    {"easgd", {R"(, "period": 1, "moving_rate": 0, "evaluate": "workers")"}},
    {"async_easgd", {R"(, "period": 1, "moving_rate": 0, "evaluate": "workers")"}},
    {"downpour", {R"(, "fetch_every": 1, "push_every": 1)"}},
    {"hierarchical_local_sgd", {R"(, "group": 1, "period": 3, "block": 2)"}},
    {"grouped_async", {R"(, "group": 1)"}},
    {"hogwild", {""}},
    {"d_psgd", {""}},
    {"ad_psgd", {""}},
    {"sgp", {""}},
};

TEST_CASE("D23: one worker is sequential SGD under every strategy, bit for bit") {
  std::vector<Changes> all = problems;
  all.push_back({{"/optimizer/schedule", R"({"kind": "cosine", "over": 3, "per": "epochs"})"},
                 {"/optimizer/warmup", R"({"length": 0.5})"}});
  for (const Entry<Strategy>& entry : strategies())
    for (const Changes& problem : all)
      for (const char* precision : {"float32", "float64"}) {
        CAPTURE(entry.kind);
        const Changes common = problem + Changes{set("/workers", 1), {"/precision", precision}};
        const RunResult sequential = run(regression, common + Changes{strategy("sync_server")});
        REQUIRE(neutral.contains(entry.kind));
        for (std::string_view options : neutral.at(entry.kind)) {
          CAPTURE(options);
          const RunResult same = run(regression, common + Changes{strategy(entry.kind, options)});
          CHECK(same.updates >= sequential.updates);
          // Some commit once a period.
          for (const CurveRow& row : same.curve)
            if (row.updates < sequential.curve.size())
              CHECK(row.figure == sequential.curve[row.updates].figure);
        }
      }
}

TEST_CASE("one worker's server keeps its momentum as sequential SGD does, bit for bit") {
  const Changes momentum = {set("/workers", 1), set("/optimizer/momentum", 0.9)};
  const RunResult sequential = run(regression, momentum + Changes{strategy("sync_server")});
  for (const char* kind : {"staleness_aware", "delay_adaptive", "drop_stale", "clipped_async", "dc_asgd", "rennala",
                           "ringmaster", "adasync", "switching", "dynamic_ssp", "ssp"}) {
    CAPTURE(kind);
    for (std::string_view options : neutral.at(kind))
      check_equal(sequential, run(regression, momentum + Changes{strategy(kind, options)}), true);
  }
}

TEST_CASE("one product over the workers' samples gives the mean of their gradients, to 1e-12") {
  const Changes softmax = {{"/data", R"({"kind": "blobs", "samples": 600, "features": 7, "classes": 3})"},
                           {"/model", R"({"kind": "softmax_regression"})"}};
  const Changes mlp = {softmax[0], {"/model", R"({"kind": "mlp", "hidden": [5, 4]})"}};
  for (const Changes& problem : {Changes{}, softmax, mlp})
    for (const auto& [K, batch] : {std::pair{2, 1}, {3, 7}, {40, 5}, {70, 30}})
      for (const char* reduce : {"mean", "sum"}) {
        CAPTURE(K);
        const std::string sums = fmt::format(R"(, "reduce": "{}")", reduce);
        const Changes common = problem + Changes{set("/workers", K), set("/optimizer/batch", batch),
                                                 set("/optimizer/learning_rate", 0.05 / K), set("/stop/updates", 20)};
        check_same(
            run(regression, common + Changes{strategy("sync_server", sums)}),
            run(regression, common + Changes{strategy("k_async", sums + fmt::format(R"(, "gradients": {})", K))}),
            true);
      }
}

TEST_CASE("a server and an AllReduce take the same synchronous steps, bit for bit") {
  for (const Changes& problem : problems)
    for (int K : {2, 5}) {
      const Changes common = problem + Changes{set("/workers", K)};
      check_equal(run(regression, common + Changes{strategy("sync_server")}),
                  run(regression, common + Changes{strategy("sync_allreduce")}), true);
    }
}

TEST_CASE("under one order of the samples the curve against updates does not depend on the number of workers") {
  const Changes common = {{"/data", R"({"kind": "linear", "samples": 2000, "features": 50})"},
                          {"/optimizer", R"({"kind": "sgd", "learning_rate": 0.05, "effective_batch": 256})"}};
  const auto losses = [&](int K) {
    return figures(run(regression, common + Changes{set("/workers", K)}), "train_loss");
  };
  const std::vector<double> one = losses(1);
  for (int K : {2, 4, 8, 64}) {
    CAPTURE(K);
    const std::vector<double> many = losses(K);
    REQUIRE(many.size() == one.size());
    for (std::size_t t = 0; t < one.size(); ++t) REQUIRE(std::abs(many[t] - one[t]) < 1e-10);
  }
}

TEST_CASE("the classic: 300 synchronous steps end at the known error") {
  double sum = 0;
  for (int seed = 1; seed <= 20; ++seed) {
    const Changes changes = {{"/data", R"({"kind": "linear", "samples": 2000, "features": 50, "noise": 0.1})"},
                             {"/optimizer", R"({"kind": "sgd", "learning_rate": 0.05, "effective_batch": 256})"},
                             set("/data/seed", seed),
                             set("/stop/updates", 300),
                             set("/record/evaluate_every/updates", 300)};
    sum += figures(run(regression, changes), "train_loss").back();
  }
  CHECK(std::abs(sum / 20 - 0.0108) < 0.0002);
}
