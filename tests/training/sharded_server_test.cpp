// Pushes and pulls over several servers.
#include "tests/training/run_scenario.hpp"

using namespace dawdle;

namespace {

constexpr double n = 1e6, bandwidth = 1e9, latency = 1e-3;
constexpr int updates = 3;

double seconds(int workers, int servers, std::string placement, double update_time = 0) {
  return run(time_alone, {set("/workers", workers),
                          set("/strategy/servers", servers),
                          {"/strategy/placement", placement},
                          set("/strategy/update_time", update_time),
                          {"/compute", R"({"per_batch": 1})"},
                          set("/model/gradient_bytes", n),
                          set("/model/parameter_bytes", n),
                          {"/network", R"({"kind": "star", "latency": 0.001, "bandwidth": 1e9})"},
                          set("/stop/updates", updates)})
      .time;
}

void check(double time, double push, double pull) {
  CHECK(time == doctest::Approx(updates * (1 + push) + (updates - 1) * pull).epsilon(1e-9).scale(0));
}

}  // namespace

TEST_CASE("S servers share the load of K workers: pushes and pulls take latency + K n / (S B)") {
  for (int servers : {1, 2, 4, 8}) {
    const double transfer = latency + 8 * n / (servers * bandwidth);
    check(seconds(8, servers, "own_hosts"), transfer, transfer);
  }
}

TEST_CASE("servers on the workers' hosts keep what is their own off the network") {
  // Each card carries the parts of the 7 other workers in one direction, and to the 7 other servers in the other.
  const double transfer = latency + 7 * (n / 8) / bandwidth;
  check(seconds(8, 8, "with_workers"), transfer, transfer);
}

TEST_CASE("each of S servers takes in its part of a gradient in 1/S of the update time") {
  for (int servers : {1, 4}) {
    const double transfer = latency + 8 * n / (servers * bandwidth);
    check(seconds(8, servers, "own_hosts", 0.4), transfer + 8 * 0.4 / servers, transfer);
  }
}
