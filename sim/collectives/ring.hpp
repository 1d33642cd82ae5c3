// Ring AllReduce (Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009).
//
//   p ranks, n bytes in p pieces; p-1 steps reduce-scatter, p-1 steps all-gather; in each step a rank sends one piece
//   to its right neighbour and receives one from its left.
//
//   steps per rank | bytes sent per rank | time when all start together on equal private links
//   2(p-1)         | 2 (p-1)/p n         | 2(p-1) alpha + 2 (p-1)/p n beta
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

// Rank by rank: a late worker or a slow link delays its right neighbour, and so on around. A rank begins its next step
// when it has sent its piece and has the left neighbour's.
class Ring final : public AllReduceAlgorithm {
 public:
  static constexpr std::string_view kind = "ring";
  static constexpr std::string_view summary = "2(p-1) neighbour steps, simulated message by message";

  void describe(Fields&) override {}
  std::unique_ptr<AllReduce> on(Cluster& cluster) const override;
};

}  // namespace dawdle
