// Rabenseifner's AllReduce ("Optimization of collective reduction operations", ICCS 2004), also called
// halving-doubling: a reduce-scatter by recursive halving, then an all-gather by recursive doubling. The ring's bytes
// in fewer steps.
//
//   p' the power of two below p; ranks beyond it are folded in and out (fold.hpp) when p > p'. In step i of the halving
//   rank r and rank r xor p'/2^(i+1) each send the half that the other keeps: n/2, n/4, ..., n/p'.
//
//   steps per rank  | bytes sent per rank      | time when all start together on equal private links
//   2 lg p' (+ 2)   | 2 (p'-1)/p' n (+ n)      | 2 lg p' alpha + 2 (p'-1)/p' n beta (+ 2 alpha + 2 n beta)
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class Rabenseifner final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "rabenseifner";
  static constexpr std::string_view summary = "halving-doubling: 2 log2(p) exchanges, the ring's bytes";

  void describe(Fields&) override {}
  Plan make_plan(int p, double bytes) const override;
  // Appends it to a plan, for the ranks of `groups`.
  static Plan append_to(Plan plan, Groups groups);
};

}  // namespace dawdle
