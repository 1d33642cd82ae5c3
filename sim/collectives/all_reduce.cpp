#include "sim/collectives/all_reduce.hpp"

#include "sim/collectives/messages.hpp"

namespace dawdle {

std::unique_ptr<AllReduce> PlannedAllReduce::on(Cluster& cluster, Road road, std::vector<int> members) const {
  Communicator group(cluster, std::move(members));
  make_plan(group.size(), 0);  // so that what cannot run fails here
  return std::make_unique<Collective>(
      std::move(group), [this](int ranks, double bytes) { return make_plan(ranks, bytes); }, road);
}

}  // namespace dawdle
