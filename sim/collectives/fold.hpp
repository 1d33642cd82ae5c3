// Algorithms for powers of two, run by any number of ranks: with p' the power of two below p, rank p' + i first hands
// its vector to rank i, which works for both and hands the result back (Thakur, Rabenseifner, Gropp 2005, section 4.5).
//
//   steps | bytes sent per rank                          | time
//   1 + 1 | n by each of the p - p' ranks, and n to each | 2 (alpha + n beta); nothing when p = p'
#pragma once

#include "sim/collectives/schedule.hpp"

#include <bit>

namespace dawdle {

inline int power_of_two_below(int p) { return static_cast<int>(std::bit_floor(static_cast<unsigned>(p))); }
// log2 of it
inline int doublings(int p) { return std::bit_width(static_cast<unsigned>(p)) - 1; }

class Fold final : public Schedule {
 public:
  enum class Direction { in, out };
  explicit Fold(Direction direction) : direction_(direction) {}

  int rounds(int p) const override { return p > power_of_two_below(p) ? 1 : 0; }
  Step step(int p, int rank, int) const override {
    const int core = power_of_two_below(p);
    const bool folded = rank >= core;
    const int partner = folded ? rank - core : rank + core;
    if (partner >= p)
      return {};
    if (folded == (direction_ == Direction::in))
      return {.to = partner, .add = folded};
    return {.from = partner};
  }

 private:
  Direction direction_;
};

}  // namespace dawdle
