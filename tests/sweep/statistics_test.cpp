#include "sim/sweep/statistics.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <limits>

using dawdle::Observation;
using dawdle::Statistics;
using dawdle::statistics_of;
using doctest::Approx;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

std::vector<Observation> complete(std::initializer_list<double> values) {
  std::vector<Observation> out;
  for (double value : values) out.push_back({value, false});
  return out;
}

}  // namespace

TEST_CASE("of complete observations: mean, standard deviation, quartiles") {
  const Statistics s = statistics_of(complete({4, 1, 3, 2, 10}), 0);
  CHECK(s.censored == 0);
  CHECK(*s.mean == Approx(4));
  CHECK(*s.deviation == Approx(std::sqrt(12.5)));
  CHECK(*s.quartile[0] == 2);
  CHECK(*s.quartile[1] == 3);
  CHECK(*s.quartile[2] == 4);
}

TEST_CASE("of one observation there is no spread, of none nothing") {
  const Statistics one = statistics_of(complete({7}), 0);
  CHECK(*one.mean == 7);
  CHECK(*one.quartile[2] == 7);
  CHECK_FALSE(one.deviation.has_value());
  CHECK_FALSE(one.interval[0].has_value());
  CHECK_FALSE(statistics_of({}, 0).mean.has_value());
}

TEST_CASE("the bootstrap interval covers the mean's sampling spread and depends on the stream alone") {
  std::vector<Observation> observations;
  for (int i = 0; i < 100; ++i) observations.push_back({static_cast<double>(i % 10), false});
  const Statistics s = statistics_of(observations, 3);
  const double half = 1.96 * *s.deviation / 10;
  CHECK(*s.interval[0] == Approx(*s.mean - half).epsilon(0.05));
  CHECK(*s.interval[1] == Approx(*s.mean + half).epsilon(0.05));
  CHECK(*statistics_of(observations, 3).interval[0] == *s.interval[0]);
}

// Six remission times of Freireich et al. 1963, the example of every textbook: 6, 6, 6+, 7, 9+, 10 (weeks).
TEST_CASE("censored times follow the product-limit estimate") {
  const std::vector<Observation> weeks = {{6, false}, {6, true}, {10, false}, {6, false}, {9, true}, {7, false}};
  const Statistics s = statistics_of(weeks, 0);
  CHECK(s.censored == 2);
  // S = 5/6, 4/6 at 6; 4/6 2/3 = 4/9 at 7; 0 at 10.
  CHECK(*s.quartile[0] == 6);
  CHECK(*s.quartile[1] == 7);
  CHECK(*s.quartile[2] == 10);
  CHECK(*s.mean == Approx(6 + 4.0 / 6 * 1 + 4.0 / 9 * 3));
  CHECK_FALSE(s.deviation.has_value());
}

TEST_CASE("what most never reach has no median, and a mean that is a lower bound") {
  const Statistics s = statistics_of({{2, false}, {10, true}, {10, true}, {never, true}}, 0);
  CHECK(*s.quartile[0] == 2);
  CHECK_FALSE(s.quartile[1].has_value());
  CHECK(*s.mean == Approx(2 + 0.75 * 8));
  CHECK_FALSE(statistics_of({{never, true}, {never, true}}, 0).mean.has_value());
}
