// Binomial trees (Thakur, Rabenseifner, Gropp, "Optimization of collective communication operations in MPICH", 2005): a
// reduction to rank 0 and a broadcast from it, alone or one after the other, and the broadcast of long vectors, which
// scatters pieces along the tree and gathers them around a ring (van de Geijn's).
//
//   L = ceil(lg p). In step i of the reduction every other rank that is left sends its n bytes to the one 2^i before
//   it.
//
//                          | steps     | bytes sent in all   | time when all start together on equal private links
//   reduce, broadcast      | L         | (p-1) n             | L (alpha + n beta)
//   reduce then broadcast  | 2 L       | 2 (p-1) n           | 2 L (alpha + n beta)
//   scatter and all-gather | L + p - 1 | (s/p + p-1) n       | (L + p - 1) alpha + 2 (p-1)/p n beta
//
//   s = sum over r = 1 .. p-1 of min(the lowest set bit of r, p - r) parts; p/2 lg p when p is a power of two.
//
// There is no segment size: the root sends L n bytes whether in pieces or not, so a pipeline only adds latencies.
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class BinomialTree final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "binomial_tree";
  static constexpr std::string_view summary = "binomial reduction to worker 0, then binomial broadcast";

  void describe(Fields&) override {}
  Plan make_plan(int p, double bytes) const override;
};

Plan binomial_reduce(int p);     // to rank 0
Plan binomial_broadcast(int p);  // from rank 0
Plan scatter_broadcast(int p);   // from rank 0

// Every group reduces to its first rank, or broadcasts from it.
Plan append_reduce(Plan plan, Groups groups);
Plan append_broadcast(Plan plan, Groups groups);

}  // namespace dawdle
