// Workers that fail while they compute.
#include "sim/cluster/stragglers/failures.hpp"
#include "analysis/checkpointing.hpp"
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace dawdle;

namespace {

std::vector<double> gradients(double base, double mtbf, double restart) {
  straggler::Failures law;
  law.mtbf = mtbf;
  law.restart = restart;
  std::vector<double> times(200'000);
  for (std::uint64_t step = 0; step < times.size(); ++step) {
    Stream random = stream(test_seed, Purpose::straggler, 0, step);
    times[step] = law.seconds(base, {0, step, random});
  }
  return times;
}

}  // namespace

TEST_CASE("a batch of a worker that fails takes M e^{R/M} (e^{base/M} - 1), over a grid") {
  for (const double mtbf : {1.0, 4.0, 30.0})
    for (const double restart : {0.0, 0.5, 3.0}) {
      CAPTURE(mtbf);
      CAPTURE(restart);
      const std::vector<double> times = gradients(2, mtbf, restart);
      const double exact = analysis::time_with_failures(2, 2, {0, restart, mtbf});
      check_mean(times, exact, 0.02 * exact);
      // None fails in e^{-base/M} of them; else there is a restart at least.
      const auto unscathed = static_cast<double>(std::ranges::count(times, 2.0)) / static_cast<double>(times.size());
      CHECK(std::abs(unscathed - std::exp(-2 / mtbf)) < 0.005);
      CHECK(std::ranges::all_of(times, [restart](double t) { return t == 2 || t > 2 + restart; }));
    }
}

TEST_CASE("a batch that no worker would live to end says so") {
  CHECK_THROWS_WITH_AS(
      gradients(100, 1, 0),
      "worker 0 has failed 1000000 times in one batch, which takes 100 s without a failure: mtbf is 1 s",
      std::runtime_error);
}
