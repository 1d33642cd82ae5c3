// Waiting for the first K: how long an update takes and how stale its gradients are (Dutta et al. 2018).
#include "analysis/order_statistics.hpp"
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

using namespace dawdle;

namespace {

const std::string shifted = R"({"per_batch": 1, "straggler": {"kind": "exponential", "mean": 1}})";

std::string strategy(const std::string& kind, int K) {
  return fmt::format(R"({{"kind": "{}", "gradients": {}}})", kind, K);
}

// Seconds of an update of each run, the first tenth left out.
std::vector<double> periods(const std::string& strategy_text, int P, const std::string& compute, int updates) {
  const Changes changes = {{"/strategy", strategy_text},
                           {"/compute", compute},
                           set("/workers", P),
                           set("/stop/updates", updates),
                           {"/record", R"({"evaluate_every": {"updates": 50}})"}};
  return over_seeds(40, time_alone, changes, [](const RunResult& r) {
    const CurveRow& begin = r.curve[r.curve.size() / 10];
    return (r.time - begin.time) / static_cast<double>(r.updates - begin.updates);
  });
}

double mean_staleness(const RunResult& r) {
  double sum = 0, gradients = 0;
  for (const StalenessSummary& own : r.staleness) {
    sum += own.sum;
    gradients += static_cast<double>(own.gradients);
  }
  return sum / gradients;
}

void check_mean_staleness(const std::string& text, int P, const std::string& compute, double exact) {
  CAPTURE(text);
  const RunResult r =
      run(time_alone, {{"/strategy", text}, {"/compute", compute}, set("/workers", P), set("/stop/updates", 40000)});
  CHECK(std::abs(mean_staleness(r) - exact) <= .001 * exact);
}

}  // namespace

TEST_CASE("T01: K-sync takes the K-th order statistic; exponential: (H_P - H_{P-K}) / mu") {
  for (const auto& [P, K] : {std::pair{8, 8}, {8, 4}, {32, 31}, {5, 1}, {16, 12}})
    check_4_sigma(periods(strategy("k_sync", K), P, exponential.second, 2000), analysis::exponential_kth(P, K, 1));
  check_4_sigma(periods(strategy("k_sync", 4), 8, exponential.second, 2000), .634524);
  check_4_sigma(periods(strategy("k_sync", 31), 32, exponential.second, 2000), 3.058495);
}

TEST_CASE("T02: backup workers wait for the first N of N + b") {
  const auto backups = [](int b) { return fmt::format(R"({{"kind": "backup_workers", "backups": {}}})", b); };
  check_4_sigma(periods(backups(4), 100, exponential.second, 600), 3.104044);
  check_4_sigma(periods(backups(0), 100, exponential.second, 600), 5.187378);
}

TEST_CASE("T03, T04: K-sync under shifted exponential and Pareto workers") {
  const std::string law = R"({"per_batch": 0, "straggler": {"kind": "shifted_exponential", "shift": 1, "mean": 0.5}})";
  check_4_sigma(periods(strategy("k_sync", 12), 16, law, 1000), 1.648698);
  const std::string pareto = R"({"per_batch": 0, "straggler": {"kind": "pareto", "alpha": 2.5, "minimum": 1}})";
  check_4_sigma(periods(strategy("k_sync", 14), 16, pareto, 2000), 2.183182);
}

TEST_CASE("T06: K-batch-async takes K E[X] / P, whatever the law") {
  check_4_sigma(periods(strategy("k_batch_async", 3), 8, exponential.second, 4000), .375);
  check_4_sigma(periods(strategy("k_batch_async", 3), 8, shifted, 4000), .75);
  check_4_sigma(periods(strategy("k_batch_async", 7), 5, shifted, 2000), 2.8);
}

TEST_CASE("T07: K-batch-sync of exponential workers takes K / (P mu)") {
  for (const auto& [P, K] : {std::pair{8, 4}, {8, 1}, {3, 7}})
    check_4_sigma(periods(strategy("k_batch_sync", K), P, exponential.second, 4000), K / static_cast<double>(P));
}

TEST_CASE("T08: K-async of exponential workers takes as long as K-sync; with a shift it takes less") {
  check_4_sigma(periods(strategy("k_async", 3), 8, exponential.second, 4000), .434524);
  const std::vector<double> async = periods(strategy("k_async", 3), 8, shifted, 4000);
  const std::vector<double> sync = periods(strategy("k_sync", 3), 8, shifted, 4000);
  CHECK(std::abs(mean_of(async) - .857) <= .005 * .857);
  CHECK(mean_of(async) < mean_of(sync));
}

TEST_CASE("T10, T11: mean staleness is (P-1)/K of K-batch-async and P/K - 1 of K-async, whatever the law") {
  for (const std::string& law : {exponential.second, shifted})
    for (const auto& [P, K] : {std::pair{8, 1}, {8, 3}, {5, 2}}) {
      check_mean_staleness(strategy("k_batch_async", K), P, law, (P - 1.0) / K);
      check_mean_staleness(strategy("k_async", K), P, law, static_cast<double>(P) / K - 1);
    }
  check_mean_staleness(R"({"kind": "n_softsync", "n": 4})", 8, shifted, 7 / 2.0);
}

TEST_CASE("synchronous variants apply no stale gradient, and account for every one they did not apply") {
  for (const std::string& text : {strategy("k_sync", 3), strategy("k_batch_sync", 3)})
    for (const char* network : {R"({"kind": "instant"})", R"({"kind": "star"})"}) {
      const RunResult r = run(time_alone, {{"/strategy", text},
                                           {"/compute", shifted},
                                           set("/workers", 8),
                                           {"/network", network},
                                           set("/model/gradient_bytes", 1e8)});
      std::uint64_t begun = 0, applied = 0, given_up = 0;
      for (const Worker& w : r.workers) {
        begun += w.step;
        applied += w.updates;
        const auto id = static_cast<std::size_t>(w.id);
        given_up += r.dropped[id] + r.cancelled[id];
      }
      CHECK(r.staleness_counts == std::vector<std::uint64_t>{3 * r.updates});
      CHECK(applied == 3 * r.updates);
      CHECK(given_up > 0);
      if (text.find("batch") == std::string::npos && network == std::string(R"({"kind": "instant"})"))
        CHECK(given_up == 5 * r.updates);      // those of the last update, too
      CHECK(begun - applied - given_up <= 8);  // those under way at the end
    }
}

TEST_CASE("switching by plateau changes once, when the loss no longer falls") {
  const auto staleness = [](const char* first, double least_fall) {
    const std::string trigger =
        fmt::format(R"({{"kind": "plateau", "first": "{}", "window": 20, "least_fall": {}}})", first, least_fall);
    const RunResult r = run(
        regression,
        {{"/strategy", fmt::format(R"({{"kind": "switching", "trigger": {}}})", trigger)}, set("/stop/updates", 1000)});
    std::uint64_t applied = 0;
    for (std::uint64_t n : r.staleness_counts) applied += n;
    return std::pair(applied, r.staleness_counts.size());
  };
  // 4 gradients an update while synchronous, 1 while not; a loss that need not fall is never on a plateau.
  CHECK(staleness("synchronous", 0.999).first < 40 * 4 + 1000 - 40 + 4);
  CHECK(staleness("synchronous", 0.999).first >= 40 * 4 + 1000 - 40);
  const auto [applied, stalest] = staleness("synchronous", 0.01);
  CHECK(applied > 60 * 4 + 1000 - 60);
  CHECK(applied < 4 * 1000);
  CHECK(stalest > 1);
  // The first synchronous update may take what was pushed before the change.
  const std::uint64_t after = staleness("asynchronous", 0.01).first;
  CHECK(after > 1000);
  CHECK(after < 4 * 1000 - 3 * 40 + 1);
}
