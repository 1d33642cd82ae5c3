// What a server's link costs when asynchronous workers share it. T18 and T19 push only, from workers whose compute time
// has mean 1.
#include "analysis/queueing.hpp"
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

using namespace dawdle;
using analysis::ClosedQueue;

namespace {

constexpr double bandwidth = 1e9;

Changes shared_link(int workers, double service, std::string sharing, std::string compute) {
  return {set("/workers", workers),
          {"/strategy/kind", "async"},
          {"/compute", compute},
          set("/model/gradient_bytes", service * bandwidth),
          set("/model/parameter_bytes", 0),
          {"/network", R"({"kind": "star", "latency": 0, "bandwidth": 1e9})"},
          {"/network/sharing", sharing},
          set("/stop/updates", 5000 * workers)};
}

double transfer_seconds(const RunResult& r) {
  double sum = 0;
  for (const Worker& worker : r.workers) sum += worker.seconds[static_cast<std::size_t>(Activity::transfer)];
  return sum;
}

struct Measured {
  std::vector<double> throughput, residence;
};

Measured measure(const Changes& changes) {
  Measured out;
  out.throughput = over_seeds(20, time_alone, changes, [&](const RunResult& r) {
    out.residence.push_back(transfer_seconds(r) / static_cast<double>(r.updates));
    return static_cast<double>(r.updates) / r.time;
  });
  return out;
}

const std::string exponential_compute = R"({"per_batch": 0, "straggler": {"kind": "exponential", "mean": 1}})";

void check_fair(int workers, double service, const std::string& compute, const ClosedQueue& exact) {
  CAPTURE(workers);
  CAPTURE(service);
  CAPTURE(compute);
  const Measured measured = measure(shared_link(workers, service, "fair", compute));
  check_4_sigma(measured.throughput, exact.throughput);
  check_4_sigma(measured.residence, exact.residence);
}

}  // namespace

TEST_CASE("T18: a link shared fairly follows mean-value analysis") {
  check_fair(8, 0.1, exponential_compute, {6.616816, 0.209041});
  check_fair(4, 0.5, exponential_compute, {1.809524, 1.210526});
  for (const auto& [N, S] : {std::pair{3, 0.3}, {2, 1.0}, {16, 0.02}})
    check_fair(N, S, exponential_compute, analysis::fair_link(N, 1, S));
}

TEST_CASE("T18: a link shared fairly knows only the mean of the compute time") {
  for (const char* law : {R"({"kind": "gamma", "shape": 4, "mean": 1})", R"({"kind": "uniform", "low": 0, "high": 2})",
                          R"({"kind": "pareto", "alpha": 3, "minimum": 0.6666666666666666})"})
    check_fair(8, 0.1, fmt::format(R"({{"per_batch": 0, "straggler": {}}})", law), analysis::fair_link(8, 1, 0.1));
}

TEST_CASE("T19: a first-in first-out link serves more than a fair one") {
  for (const auto& [N, S] : {std::pair{8, 0.1}, {3, 0.5}, {16, 0.05}}) {
    CAPTURE(N);
    const Measured measured = measure(shared_link(N, S, "fifo", exponential_compute));
    const ClosedQueue exact = analysis::fifo_link(N, 1, S);
    check_4_sigma(measured.throughput, exact.throughput);
    check_4_sigma(measured.residence, exact.residence);
    CHECK(mean_of(measured.throughput) > 1.01 * analysis::fair_link(N, 1, S).throughput);
  }
  CHECK(std::abs(analysis::fifo_link(8, 1, 0.1).throughput / 6.856 - 1) < 0.005);
}
