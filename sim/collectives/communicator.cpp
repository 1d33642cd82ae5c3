#include "sim/collectives/communicator.hpp"

#include <fmt/format.h>
#include <numeric>
#include <stdexcept>

namespace dawdle {

Communicator::Communicator(Cluster& cluster, std::vector<int> members)
    : cluster_(&cluster), members_(std::move(members)) {
  if (members_.empty()) {
    members_.resize(cluster.workers.size());
    std::iota(members_.begin(), members_.end(), 0);
  }
  for (int rank = 0; rank < size(); ++rank) {
    const int id = worker(rank);
    if (id < 0 || id >= cluster.size())
      throw std::invalid_argument(fmt::format("expected workers 0 to {}, got {}", cluster.size() - 1, id));
    if (!rank_of_.emplace(id, rank).second)
      throw std::invalid_argument(fmt::format("expected every worker once, got {} twice", id));
  }
}

}  // namespace dawdle
