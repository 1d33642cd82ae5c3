// Who takes part in a collective, as in MPI: an ordered group of workers.
#pragma once

#include "sim/cluster/cluster.hpp"

#include <unordered_map>
#include <vector>

namespace dawdle {

// Rank r is worker members[r].
class Communicator {
 public:
  // members: ids of workers, each once; empty: all, in their order. Throws std::invalid_argument naming a wrong one.
  explicit Communicator(Cluster& cluster, std::vector<int> members = {});

  Cluster& cluster() const { return *cluster_; }
  int size() const { return static_cast<int>(members_.size()); }
  bool everybody() const { return size() == cluster_->size(); }
  int worker(int rank) const { return members_[static_cast<std::size_t>(rank)]; }
  Host host(int rank) const { return cluster_->workers[static_cast<std::size_t>(worker(rank))].host; }
  // Throws std::out_of_range for a worker that is no member.
  int rank(const Worker& worker) const { return rank_of_.at(worker.id); }

 private:
  Cluster* cluster_;
  std::vector<int> members_;
  std::unordered_map<int, int> rank_of_;  // by id: a big cluster has many small groups
};

}  // namespace dawdle
