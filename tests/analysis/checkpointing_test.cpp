#include "analysis/checkpointing.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <initializer_list>
#include <limits>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("a long job under failures takes what Daly says") {
  CHECK(time_with_failures(500 * 60, 57, {5, 10, 360}) == Approx(36613.06).epsilon(1e-7));
  CHECK(time_with_failures(100, 10, {0, 0, 1e12}) == Approx(100).epsilon(1e-9));
}

TEST_CASE("a job of whole intervals takes as long as they do, and what is left over its own time") {
  const Checkpointing costs = {5, 10, 360};
  CHECK(time_of_job(57 * 10, 57, costs) == Approx(time_with_failures(57 * 10, 57, costs)).epsilon(1e-12));
  CHECK(time_of_job(57 * 10 + 20, 57, costs) ==
        Approx(time_with_failures(57 * 10, 57, costs) + time_with_failures(20, 20, costs)).epsilon(1e-12));
  CHECK(time_of_job(30, 57, costs) == Approx(time_with_failures(30, 30, costs)).epsilon(1e-12));
  CHECK(time_of_job(30, std::numeric_limits<double>::infinity(), costs) ==
        Approx(time_with_failures(30, 30, {0, 10, 360})).epsilon(1e-12));
}

TEST_CASE("Daly's interval is the published one, and close to the least time") {
  CHECK(std::abs(daly_interval({5, 10, 24 * 60}) - 116.69) < 0.005);
  CHECK(std::abs(daly_interval({5, 10, 6 * 60}) - 56.71) < 0.005);
  CHECK(std::abs(daly_interval({5, 10, 15}) - 9.14) < 0.005);
  CHECK(daly_interval({40, 10, 15}) == 15);  // a dump as long as two failures
  for (const double M : {60.0, 360.0, 1440.0}) {
    const Checkpointing costs = {5, 10, M};
    const double best = daly_interval(costs), least = time_with_failures(1, best, costs);
    for (const double off : {0.8, 1.25}) CHECK(time_with_failures(1, off * best, costs) > least);
  }
}
