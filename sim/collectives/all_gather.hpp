// AllGather: every worker brings c bytes of its own and leaves with those of all, as compressed gradients that cannot
// be added on the way do. A ring: in each step a rank hands its right neighbour the part that it has received last.
//
//   steps | bytes sent per rank | time when all start together on equal private links
//   p-1   | (p-1) c             | (p-1) (alpha + c beta)
#pragma once

#include "sim/collectives/messages.hpp"

namespace dawdle {

class AllGather {
 public:
  // members: as AllReduceAlgorithm::on has them.
  explicit AllGather(Cluster& cluster, Road road = Road::any, std::vector<int> members = {});

  // One worker's part; it ends when this worker has all parts. All members must bring the same number of bytes, or
  // std::invalid_argument.
  Task<> run(Worker& worker, double bytes_own);

  std::uint64_t propagated() const { return ring_.propagated(); }

 private:
  int ranks_;
  Collective ring_;
};

}  // namespace dawdle
