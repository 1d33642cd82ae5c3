// The worker cache of SSP: fewer pulls, the same waiting.
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

#include <numeric>

using namespace dawdle;

namespace {

std::string ssp(int s, bool cache) {
  return fmt::format(R"({{"kind": "ssp", "staleness": {}, "cache": {}}})", s, cache);
}

double mean_staleness(const RunResult& r) {
  double sum = 0;
  for (const StalenessSummary& own : r.staleness) sum += own.sum;
  return sum / static_cast<double>(r.updates);
}

}  // namespace

TEST_CASE("a cache changes nothing about when SSP's workers wait, if messages are free") {
  for (int s : {0, 1, 3, 10}) {
    const Changes changes = {exponential, set("/stop/updates", 3000)};
    const RunResult without = run(time_alone, changes + Changes{{"/strategy", ssp(s, false)}});
    const RunResult with = run(time_alone, changes + Changes{{"/strategy", ssp(s, true)}});
    CHECK(with.time == without.time);
    for (std::size_t i = 0; i < with.workers.size(); ++i) CHECK(with.workers[i].seconds == without.workers[i].seconds);
  }
}

TEST_CASE("equal workers with a cache pull every s + 1 iterations") {
  for (int s : {0, 1, 2, 4}) {
    CAPTURE(s);
    const int iterations = 60;
    const RunResult r = run(time_alone, {{"/strategy", ssp(s, true)},
                                         {"/compute", R"({"per_batch": 1})"},
                                         {"/model", R"({"kind": "none", "gradient_bytes": 0, "parameter_bytes": 1})"},
                                         {"/network", R"({"kind": "instant"})"},
                                         set("/stop/updates", 4 * iterations)});
    // Of equal workers some find the slowest clock at c and others, before the last has pushed, at c - 1.
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(r.traffic[i].received >= (iterations - 1) / (s + 1));
      CHECK(r.traffic[i].received <= (iterations - 1) / std::max(1, s));
    }
  }
}

TEST_CASE("with a cache gradients are staler and pulls fewer, and the bound on staleness is the same") {
  for (int s : {1, 3, 6}) {
    const Changes changes = {exponential,
                             {"/model", R"({"kind": "none", "gradient_bytes": 0, "parameter_bytes": 1})"},
                             set("/stop/updates", 8000)};
    const RunResult without = run(time_alone, changes + Changes{{"/strategy", ssp(s, false)}});
    const RunResult with = run(time_alone, changes + Changes{{"/strategy", ssp(s, true)}});
    CHECK(mean_staleness(with) > mean_staleness(without));
    for (std::size_t i = 0; i < 4; ++i) CHECK(with.traffic[i].received < without.traffic[i].received);
    for (const StalenessSummary& own : with.staleness) CHECK(own.most <= 3 * (2 * static_cast<std::uint64_t>(s) + 1));
  }
}
