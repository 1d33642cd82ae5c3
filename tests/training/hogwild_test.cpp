// Hogwild!: shared memory, read and written coordinate by coordinate.
#include "sim/training/memory_cell.hpp"
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

#include <cmath>

using namespace dawdle;

namespace {

// The classic sparse problem: every third feature is zero.
constexpr std::string_view classic = R"({
  "workers": 8,
  "data": { "kind": "linear", "samples": 5000, "features": 200, "noise": 0.1, "feature_law": "uniform",
            "true_weights": "ones", "zero_every": 3, "sparse": true },
  "model": { "kind": "linear_regression" },
  "optimizer": { "kind": "sgd", "learning_rate": 0.02, "batch": 1 },
  "strategy": { "kind": "hogwild", "read_time": "1 ns", "write_time": "1 ns" },
  "compute": { "per_sample": "2 us", "straggler": { "kind": "exponential", "mean": "1 us" } },
  "network": { "kind": "instant" },
  "stop": { "epochs": 3 },
  "record": { "evaluate_every": { "updates": 15000 } }
})";

double final_loss(const RunResult& r) { return figures(r, "train_loss").back(); }

std::vector<double> final_losses(const Changes& changes) {
  std::vector<double> losses;
  for (int seed = 1; seed <= 20; ++seed)
    losses.push_back(final_loss(run(classic, changes + Changes{set("/data/seed", seed), set("/seed", seed)})));
  return losses;
}

}  // namespace

TEST_CASE("reading and writing in one instant meet no store of others") {
  const RunResult r = run(regression, {{"/strategy", R"({"kind": "hogwild", "read_time": 0, "write_time": 0})"},
                                       {"/compute", R"({"per_batch": 0.01})"}});
  CHECK(measure(r, "stale_stores_per_coordinate") < 10);
}

TEST_CASE("a cell of shared memory adds atomically, in the order of the stores") {
  MemoryCell<double> cell(1);
  cell.announce(3, 3, 10);
  cell.announce(2, 2, 100);
  CHECK(cell.at(1.9) == 1);
  CHECK(cell.at(2) == 101);
  CHECK(cell.at(5) == 111);
  CHECK(cell.lost() == 0);
  CHECK(cell.stores(2, 5) == 1);
}

TEST_CASE("a racing store loses what was stored since its load, and may bring back what another lost") {
  MemoryCell<double> cell(0);
  cell.announce(0, 1, 1);  // A
  cell.announce(0, 3, 2);  // B does not see A
  cell.announce(2, 4, 4);  // C has seen A, not B
  CHECK(cell.at(1) == 1);
  CHECK(cell.at(3) == 2);
  CHECK(cell.lost() == 1);
  CHECK(cell.at(4) == 5);
  CHECK(cell.lost() == 1);
}

TEST_CASE("forgetting the past of a cell changes nothing that can still be asked") {
  MemoryCell<double> cell(0);
  for (int i = 0; i < 10; ++i) cell.announce(i, i + 1.5, 1 << i);
  MemoryCell<double> other = cell;
  for (double t = 0; t < 12; t += 0.5) {
    other.forget(t - 3);
    CHECK(other.at(t) == cell.at(t));
    CHECK(other.lost() == cell.lost());
  }
}

TEST_CASE("D23: one core is sequential SGD, bit for bit") {
  for (const char* precision : {"float32", "float64"})
    for (const char* sparse : {"true", "false"}) {
      const Changes one = {set("/workers", 1),
                           {"/precision", fmt::format("\"{}\"", precision)},
                           {"/data/sparse", sparse},
                           set("/stop/epochs", 0.2),
                           set("/record/evaluate_every/updates", 100)};
      const RunResult hogwild = run(classic, one);
      CHECK(figures(hogwild, "train_loss") ==
            figures(run(classic, one + Changes{{"/strategy", "\"async\""}}), "train_loss"));
      CHECK(measure(hogwild, "stale_stores_per_coordinate") == 0);
    }
}

TEST_CASE("cores in step are stale by all the others, and cores that touch the memory rarely by few") {
  const auto stale = [](double compute) {
    const Changes changes = {set("/workers", 4),
                             set("/stop/epochs", 0.1),
                             {"/strategy/read_time", "\"10 ns\""},
                             {"/compute", fmt::format(R"({{"per_batch": {}}})", compute)}};
    return measure(run(classic, changes), "stale_stores_per_coordinate");
  };
  CHECK(stale(0) == doctest::Approx(3).epsilon(0.01));
  CHECK(stale(1e-3) == doctest::Approx(3).epsilon(0.01));  // they begin together, so they meet again and again
  const Changes apart = {set("/workers", 4),
                         set("/stop/epochs", 0.1),
                         {"/compute", R"({"per_batch": 0, "straggler": {"kind": "exponential", "mean": "1 ms"}})"}};
  CHECK(measure(run(classic, apart), "stale_stores_per_coordinate") < 0.01);
}

TEST_CASE("cache lines are read and written as one") {
  const auto seconds = [](int line) {
    return run(classic, {set("/workers", 1),
                         set("/stop/epochs", 0.01),
                         set("/strategy/line", line),
                         {"/compute", R"({"per_batch": 0})"}})
        .time;
  };
  // 200 coordinates of which every third is not touched: 133 alone, 100 pairs, 13 lines of 16.
  CHECK(seconds(1) == doctest::Approx(50 * 2 * 133e-9).epsilon(1e-9));
  CHECK(seconds(2) == doctest::Approx(50 * 2 * 100e-9).epsilon(1e-9));
  CHECK(seconds(16) == doctest::Approx(50 * 2 * 13e-9).epsilon(1e-9));
}

TEST_CASE("slow: Hogwild on the classic sparse problem agrees with real threads, and slow memory harms") {
  const std::vector<double> fast = final_losses({});
  CHECK(std::abs(mean_of(fast) - 0.0176) < 0.0006);
  const Changes slow = {{"/strategy/read_time", "\"1 us\""}, {"/strategy/write_time", "\"1 us\""}};
  const std::vector<double> stale = final_losses(slow);
  CHECK(mean_of(stale) > mean_of(fast) + 0.0002);
  const RunResult r = run(classic, slow);
  CHECK(measure(r, "stale_stores_per_coordinate") > 3);
  CHECK(measure(run(classic), "stale_stores_per_coordinate") < 0.5);
  CHECK(measure(r, "omega") == 133);
  CHECK(measure(r, "delta") == 1);
  const RunResult racing = run(classic, slow + Changes{{"/strategy/writes", "\"racing\""}});
  CHECK(measure(racing, "lost_share") > 0.01);
}

TEST_CASE("Hogwild is the same on one thread and on three, and ends on every stop rule") {
  for (const char* stop : {R"({"updates": 70})", R"({"time": 1e-5})", R"({"samples": 90})", R"({"epochs": 0.01})"}) {
    const Changes changes = {
        {"/stop", stop}, {"/strategy/writes", "\"racing\""}, set("/record/evaluate_every/updates", 7)};
    CHECK(figures(run(classic, changes, 1), "train_loss") == figures(run(classic, changes, 3), "train_loss"));
  }
}
