// AllReduce: every worker brings a vector of n bytes and leaves with their sum. Here is how long that takes each of
// them, and, on request, in which order an algorithm adds.
#pragma once

#include "sim/cluster/cluster.hpp"
#include "sim/collectives/plan.hpp"
#include "sim/core/options.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

class AllReduce {
 public:
  virtual ~AllReduce() = default;
  // One worker's part; all members call it once a round, in the same order of rounds. It ends when this worker has the
  // sum. A late worker delays only those that the algorithm makes wait for it. Throws std::out_of_range for a worker
  // that is no member.
  virtual Task<> run(Worker& worker, double bytes) = 0;
  // What runs: the kind, and what "auto" made of it in the round begun last.
  virtual std::string algorithm() const = 0;
};

// How times come about. `any`: computed at once where the network says that they are the same as the messages' (nobody
// but the collective may send meanwhile); `messages`: always one by one.
enum class Road { any, messages };

// An algorithm as a scenario names it.
class AllReduceAlgorithm {
 public:
  virtual ~AllReduceAlgorithm() = default;
  virtual void describe(Fields& fields) = 0;
  // Among some workers only: rank r is worker members[r]; empty: all, in their order. Groups may run at the same time.
  // The algorithm must outlive what it returns. Throws std::invalid_argument when it cannot run on so many workers.
  virtual std::unique_ptr<AllReduce> on(Cluster& cluster, Road road = Road::any,
                                        std::vector<int> members = {}) const = 0;
  // What `ranks` workers do with vectors of so many bytes; nothing when the algorithm is only a formula.
  virtual std::optional<Plan> plan(int ranks, double bytes) const = 0;
};

// One that is made of messages: it only has to say which.
class PlannedAllReduce : public AllReduceAlgorithm {
 public:
  std::unique_ptr<AllReduce> on(Cluster& cluster, Road road = Road::any, std::vector<int> members = {}) const final;
  std::optional<Plan> plan(int ranks, double bytes) const final { return make_plan(ranks, bytes); }
  virtual Plan make_plan(int ranks, double bytes) const = 0;
};

// One line each in registry.cpp.
std::span<const Entry<AllReduceAlgorithm>> all_reduce_algorithms();

}  // namespace dawdle
