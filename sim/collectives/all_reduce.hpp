// AllReduce: every worker brings a vector of n bytes and leaves with their sum. Here is how long that takes each of
// them; the sum itself is computed by whoever trains.
#pragma once

#include "sim/cluster/cluster.hpp"
#include "sim/core/options.hpp"

#include <memory>
#include <span>

namespace dawdle {

class AllReduce {
 public:
  virtual ~AllReduce() = default;
  // One worker's part; all workers call it once a round, in the same order of rounds. It ends when this worker has the
  // sum. A late worker delays only those that the algorithm makes wait for it.
  virtual Task<> run(Worker& worker, double bytes) = 0;
};

// An algorithm as a scenario names it.
class AllReduceAlgorithm {
 public:
  virtual ~AllReduceAlgorithm() = default;
  virtual void describe(Fields& fields) = 0;
  virtual std::unique_ptr<AllReduce> on(Cluster& cluster) const = 0;
};

// One line each in registry.cpp.
std::span<const Entry<AllReduceAlgorithm>> all_reduce_algorithms();

}  // namespace dawdle
