#include "sim/collectives/all_gather.hpp"

#include "sim/collectives/ring.hpp"

namespace dawdle {

AllGather::AllGather(Cluster& cluster, Road road, std::vector<int> members)
    : ranks_(members.empty() ? cluster.size() : static_cast<int>(members.size())),
      ring_(
          Communicator(cluster, std::move(members)), [](int ranks, double) { return ring_all_gather(ranks); }, road) {}

Task<> AllGather::run(Worker& worker, double bytes_own) { return ring_.run(worker, ranks_ * bytes_own); }

}  // namespace dawdle
