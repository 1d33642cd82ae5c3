#include "analysis/scaling.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <vector>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("a step without communication scales perfectly and has no limit") {
  CHECK(speedup(8, 2, 2) == 8);
  CHECK(std::isinf(amdahl_limit(8, 2, 0)));
}

TEST_CASE("Amdahl's limit is one over the serial fraction") {
  // 4 x 3 s shared, 2 s serial: f = 2/14.
  CHECK(amdahl_limit(4, 3, 2) == Approx(7).epsilon(1e-15));
  CHECK(speedup(4, 3, 5) < amdahl_limit(4, 3, 2));
}

TEST_CASE("a link that never rests ends with its last busy period") {
  CHECK(last_service(std::vector<double>{1, 1, 1}, 2) == 7);
  CHECK(last_service(std::vector<double>{0, 10, 10.5}, 1) == 12);
  CHECK(last_service(std::vector<double>{0, 1, 20}, 1) == 21);
}
