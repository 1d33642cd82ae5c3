// The textbook's AllReduce: a formula, not a simulated algorithm, and not what a ring costs.
//
//   all ranks wait for the last, then each spends alpha log2(p) + 2 (p-1)/p n beta
//
// alpha is the latency between two workers, 1/beta the least bandwidth of a worker's link to its right neighbour.
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class ClosedForm final : public AllReduceAlgorithm {
 public:
  static constexpr std::string_view kind = "closed_form";
  static constexpr std::string_view summary = "the textbook formula alpha log2(p) + 2(p-1)/p n beta behind a barrier";

  void describe(Fields&) override {}
  std::unique_ptr<AllReduce> on(Cluster& cluster, Road road = Road::any, std::vector<int> members = {}) const override;
  std::optional<Plan> plan(int, double) const override { return {}; }
};

}  // namespace dawdle
