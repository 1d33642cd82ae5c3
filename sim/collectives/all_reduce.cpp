#include "sim/collectives/all_reduce.hpp"

#include "sim/collectives/messages.hpp"

namespace dawdle {

std::unique_ptr<AllReduce> PlannedAllReduce::on(Cluster& cluster, Road road) const {
  make_plan(cluster.size(), 0);  // so that what cannot run fails here
  return std::make_unique<Collective>(
      cluster, [this](int ranks, double bytes) { return make_plan(ranks, bytes); }, road);
}

}  // namespace dawdle
