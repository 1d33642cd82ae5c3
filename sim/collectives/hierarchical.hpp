// Hierarchical AllReduce (Jia et al., "Highly scalable deep learning training system with mixed-precision", 2018,
// section 3.3; also Horovod's): the g workers of each node reduce to their first, the firsts of the m nodes run an
// AllReduce among themselves, and each hands the sum to its node. Only one worker of a node uses the network between
// nodes.
//
//                        | steps             | bytes sent by a node's first  | time, equal private links
//   local reduce         | ceil(lg g)        | 0                             | ceil(lg g) (alpha + n beta)
//   across (m = p/g)     | that algorithm's  | that algorithm's              | that algorithm's
//   local broadcast      | ceil(lg g)        | ceil(lg g) n                  | ceil(lg g) (alpha + n beta)
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class Hierarchical final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "hierarchical";
  static constexpr std::string_view summary = "reduce within each node, AllReduce across nodes, broadcast within";

  std::int64_t workers_per_node = 8;  // g
  std::string across = "ring";

  void describe(Fields& fields) override;
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
