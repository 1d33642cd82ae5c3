// Random clusters, and what is the same on both roads.
#pragma once

#include "sim/core/random.hpp"
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <vector>

namespace collectives {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(stream(seed, Purpose::network, 0)) {}
  double real(double low, double high) { return boost::random::uniform_real_distribution<>(low, high)(random_); }
  int integer(int low, int high) { return boost::random::uniform_int_distribution<>(low, high)(random_); }
  std::vector<double> reals(int count, double low, double high) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i) out.push_back(real(low, high));
    return out;
  }

 private:
  Stream random_;
};

inline void check_close(const std::vector<double>& got, const std::vector<double>& expected, double scale) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - expected[i]) <= 1e-9 * scale))
      FAIL_CHECK("at " << i << ": " << got[i] << " instead of " << expected[i]);
}

inline Setting random_setting(Draws& draw) {
  const int p = draw.integer(1, 20);
  Setting s = together(p, draw.integer(0, 5) == 0 ? 0 : std::pow(10, draw.real(0, 5)));
  s.latency = draw.integer(0, 3) == 0 ? 0 : draw.real(0, 1e-3);
  s.card = draw.integer(0, 2) == 0 ? std::vector<double>{1e9} : draw.reals(p, 1e8, 1e9);
  const double spread = draw.integer(0, 2) == 0 ? 0 : 0.002;
  s.start = draw.reals(p, 0, spread + 1e-12);
  for (int i = draw.integer(0, 2); i > 0; --i) s.pauses.push_back(draw.reals(p, 0, spread + 1e-12));
  return s;
}

// The same end, bookings and bytes of every rank.
inline void check_same(const Outcome& fast, const Outcome& slow, double bytes) {
  const double time = *std::max_element(slow.end.begin(), slow.end.end());
  check_close(fast.end, slow.end, time);
  check_close(fast.transfer, slow.transfer, time);
  check_close(fast.wait, slow.wait, time);
  check_close(fast.sent, slow.sent, bytes);
  check_close(fast.received, slow.received, bytes);
}

}  // namespace collectives
