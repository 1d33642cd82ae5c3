// How long synchronous and stale synchronous workers wait for each other.
#include "analysis/order_statistics.hpp"
#include "analysis/queueing.hpp"
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

using namespace dawdle;
using analysis::ssp_period;

namespace {

// Seconds of an update of each synchronous run, where straggler law `law` stands on base `base`.
void check_synchronous_period(int workers, double base, std::string law, double exact) {
  CAPTURE(law);
  CAPTURE(workers);
  for (const std::string strategy : {"sync_server", "sync_allreduce"}) {
    CAPTURE(strategy);
    const Changes changes = {{"/strategy/kind", strategy},
                             {"/compute/straggler", law},
                             set("/workers", workers),
                             set("/compute/per_batch", base),
                             set("/stop/updates", 400 + 1600 / workers)};
    check_4_sigma(
        over_seeds(40, time_alone, changes, [](const RunResult& r) { return r.time / static_cast<double>(r.updates); }),
        exact);
  }
}

// Seconds of a worker's iteration, the first fifth of the run left out.
double iteration_seconds(const RunResult& r) {
  const CurveRow& begin = r.curve[r.curve.size() / 5];
  return (r.time - begin.time) / static_cast<double>(r.updates - begin.updates) * static_cast<double>(r.workers.size());
}

void check_ssp_period(int workers, int s, double exact) {
  CAPTURE(workers);
  CAPTURE(s);
  const Changes changes = {exponential,
                           {"/strategy", fmt::format(R"({{"kind": "ssp", "staleness": {}}})", s)},
                           set("/workers", workers),
                           set("/stop/updates", 3000 * workers)};
  check_4_sigma(over_seeds(20, time_alone, changes, iteration_seconds), exact);
}

}  // namespace

TEST_CASE("T01: a synchronous update of P exponential workers takes H_P / mu") {
  const auto law = [](double mean) { return fmt::format(R"({{"kind": "exponential", "mean": {}}})", mean); };
  check_synchronous_period(8, 0, law(1), 2.717857);
  for (const auto& [P, mean] : {std::pair{1, 1.0}, {2, 3.0}, {5, 0.01}, {32, 0.5}})
    check_synchronous_period(P, 0, law(mean), analysis::exponential_kth(P, P, mean));
}

TEST_CASE("T03: a shift of exponential workers adds itself to the period") {
  check_synchronous_period(16, 0, R"({"kind": "shifted_exponential", "shift": 1, "mean": 0.5})",
                           1 + analysis::exponential_kth(16, 16, 0.5));
  check_synchronous_period(3, 2, R"({"kind": "exponential", "mean": 4})", 2 + analysis::exponential_kth(3, 3, 4));
}

TEST_CASE("T04: a synchronous update of Pareto workers") {
  check_synchronous_period(16, 0, R"({"kind": "pareto", "alpha": 3, "minimum": 1})", 3.435855);
  check_synchronous_period(5, 0, R"({"kind": "pareto", "alpha": 4, "minimum": 0.1})",
                           analysis::pareto_kth(5, 5, 4, 0.1));
}

TEST_CASE("T05: one slow worker delays all with probability 1 - (1-q)^P") {
  const auto law = [](double q, double slowdown) {
    return fmt::format(R"({{"kind": "two_point", "probability": {}, "slowdown": {}}})", q, slowdown);
  };
  check_synchronous_period(32, 1, law(0.05, 5), 4.225154);
  check_synchronous_period(4, 0.2, law(0.2, 3), 0.2 * analysis::two_point_slowest(4, 0.2, 3));
  check_synchronous_period(10, 1, law(0.3, 1.5), analysis::two_point_slowest(10, 0.3, 1.5));
}

TEST_CASE("T13: an iteration of two exponential workers under SSP takes (2s+3)/(2s+2)") {
  for (int s : {0, 1, 2, 3, 7}) check_ssp_period(2, s, (2 * s + 3) / (2 * s + 2.0));
}

TEST_CASE("T14: an iteration of N exponential workers under SSP") {
  check_ssp_period(3, 1, 1.403509);
  check_ssp_period(4, 3, 1.249719);
  check_ssp_period(8, 1, 1.792535);
  for (int N : {1, 3, 8}) check_ssp_period(N, 0, analysis::harmonic(N));
  for (const auto& [N, s] : {std::pair{3, 4}, {5, 2}, {6, 1}}) check_ssp_period(N, s, ssp_period(N, s));
}
