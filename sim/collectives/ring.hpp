// Ring AllReduce (Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009),
// and its two halves, which are collectives of their own.
//
//   p ranks, n bytes in p pieces. In each step a rank sends one piece to its right neighbour and receives one from its
//   left; after the reduce-scatter rank r has the sum of piece r.
//
//                  | steps per rank | bytes sent per rank | time when all start together on equal private links
//   reduce-scatter |  p-1           |   (p-1)/p n         |  (p-1) alpha +   (p-1)/p n beta
//   all-gather     |  p-1           |   (p-1)/p n         |  (p-1) alpha +   (p-1)/p n beta
//   AllReduce      | 2(p-1)         | 2 (p-1)/p n         | 2(p-1) alpha + 2 (p-1)/p n beta
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class RingSchedule final : public Schedule {
 public:
  enum class Part { reduce_scatter, all_gather, all_reduce };
  explicit RingSchedule(Part part) : part_(part) {}

  int rounds(int p) const override { return part_ == Part::all_reduce ? 2 * (p - 1) : p - 1; }
  Step step(int p, int rank, int round) const override {
    const bool reduce = part_ == Part::reduce_scatter || (part_ == Part::all_reduce && round < p - 1);
    const int piece = reduce ? rank - 1 - round : rank - (part_ == Part::all_reduce ? round - (p - 1) : round);
    const int i = (piece + p) % p;
    return {.to = (rank + 1) % p, .from = (rank + p - 1) % p, .piece = {i, i + 1, p}, .add = reduce};
  }
  bool ring() const override { return true; }

 private:
  Part part_;
};

Plan ring_reduce_scatter(int p);
Plan ring_all_gather(int p);

// Rank by rank: a late worker or a slow link delays its right neighbour, and so on around.
class Ring final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "ring";
  static constexpr std::string_view summary = "2(p-1) steps to the right neighbour, least bytes";

  void describe(Fields&) override {}
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
