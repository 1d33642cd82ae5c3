// When the ranks of a ring end, without its messages: the ring's recurrence solved in the (max, +) algebra.
//
//   T_r(k+1) = max(T_r(k) + c_r, T_{r-1}(k) + c_{r-1})        T_r(0) = S_r
//
// Unrolled: T_r(m) is the most expensive walk of m steps that ends at r, where each step leaves its rank or stays, and
// costs c of the rank it begins at. A walk from r-j passes each rank of the window once and best spends what is left at
// the dearest:
//
//   T_r(m) = max_j  S_{r-j} + sum of c over [r-j, r) + (m-j) max of c over [r-j, r]
//
// The max-plus view of such systems: Baccelli, Cohen, Olsder, Quadrat, "Synchronization and linearity", 1992.
#pragma once

#include <span>

namespace dawdle {

// start, cost, end: p seconds each, by rank; rounds >= p - 1. O(p) when all costs are equal, O(p log p) for costs in
// random order, O(p^2) at worst (costs that rise all the way around).
void ring_ends(std::span<const double> start, std::span<const double> cost, int rounds, std::span<double> end);

}  // namespace dawdle
