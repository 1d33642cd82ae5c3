// An asynchronous parameter server against a computation with 6000 digits.
#include "tests/training/run_scenario.hpp"

#include <fstream>

using namespace dawdle;

namespace {

struct Update {
  std::size_t worker;
  double time;
};

// Lines "worker,seconds" under one of headings.
std::vector<Update> exact_updates() {
  std::ifstream in(DAWDLE_SOURCE_DIR "/tests/training/async_16_workers.csv");
  std::vector<Update> updates;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::size_t comma = line.find(',');
    updates.push_back({std::stoul(line), std::stod(line.substr(comma + 1))});
  }
  return updates;
}

}  // namespace

TEST_CASE("the first 200 updates of 16 asynchronous workers on one card are at their exact times") {
  const std::vector<Update> exact = exact_updates();
  REQUIRE(exact.size() == 200);
  std::string seconds;
  for (int i = 0; i < 16; ++i) seconds += fmt::format("{}{}", i ? "," : "", 0.1 * (1 + i / 16.0));
  const RunResult r = run(time_alone, {set("/workers", 16),
                                       {"/strategy/kind", "async"},
                                       {"/compute/per_batch", "[" + seconds + "]"},
                                       {"/model/gradient_bytes", "1e7"},
                                       {"/model/parameter_bytes", "1e7"},
                                       {"/network", R"({"kind": "star", "bandwidth": 1.25e9, "latency": "50 us"})"},
                                       {"/stop/updates", "200"},
                                       {"/record/evaluate_every/updates", "1"}});
  REQUIRE(r.curve.size() == 201);
  std::vector<std::uint64_t> by_worker(16);
  for (std::size_t n = 0; n < 200; ++n) {
    CAPTURE(n);
    CHECK(std::abs(r.curve[n + 1].time - exact[n].time) < 1e-9);
    ++by_worker[exact[n].worker];
  }
  for (std::size_t i = 0; i < 16; ++i) CHECK(r.workers[i].updates == by_worker[i]);
}
