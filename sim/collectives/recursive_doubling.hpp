// Recursive doubling (Thakur, Rabenseifner, Gropp, "Optimization of collective communication operations in MPICH",
// 2005, section 4.5): in step i rank r exchanges all it has with rank r xor 2^i. Best for short vectors.
//
//   p' the power of two below p; ranks beyond it are folded in and out (fold.hpp) when p > p'
//
//   steps per rank  | bytes sent per rank | time when all start together on equal private links
//   lg p' (+ 2)     | lg p' n (+ n)       | (lg p' + 2 [p > p']) (alpha + n beta)
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class RecursiveDoubling final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "recursive_doubling";
  static constexpr std::string_view summary = "log2(p) exchanges of the whole vector, fewest steps";

  void describe(Fields&) override {}
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
