// Running a plan on a cluster's clock: message by message, or by propagation when that gives the same.
#pragma once

#include "sim/collectives/all_reduce.hpp"
#include "sim/collectives/propagation.hpp"
#include "sim/core/event.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace dawdle {

// How the collective's plan follows from the bytes of each rank's vector.
using Planner = std::function<Plan(int ranks, double bytes)>;

// Any plan: also a reduce-scatter or a broadcast (from rank 0) alone.
//
// A late rank or a slow link delays those that the algorithm makes wait for it, on either road. The fast road is taken
// for a round of which every rank's end depends on every rank's start, when the first rank to arrive finds that the
// plan's routes are private. Never among some workers only, nor beside such groups: the others may send at any time to
// or through the members' hosts, and what has been computed cannot be taken back.
class Collective final : public AllReduce {
 public:
  Collective(Communicator group, Planner planner, Road road);

  Task<> run(Worker& worker, double bytes) override;
  std::string algorithm() const override { return last_ ? last_->plan->name() : ""; }

  std::uint64_t propagated() const { return propagated_; }  // rounds that took the fast road

 private:
  struct Rank {
    Rank(Clock& clock, int id);
    Milestone begun;           // rounds it has begun where a sender waits for that
    Milestone received;        // messages
    double expected = 0;       // messages, so far
    double rounds = 0;         // of all plans it has run
    std::uint64_t joined = 0;  // collectives
  };
  // A collective that not every rank has joined yet.
  struct Open {
    std::shared_ptr<const Plan> plan;
    double bytes = 0;
    bool fast = false;
    bool gated = false;  // see Phase::gated(): the collective before it was of another algorithm
    int joined = 0;
  };

  struct Planned {
    std::shared_ptr<const Plan> plan;
    bool private_routes = false;
  };

  Open join(Rank& rank, double bytes);
  Open open(double bytes);
  Planned make_plan(double bytes) const;
  Task<> send_and_receive(Worker& worker, int rank, Open now);
  Task<> wait_for_end(Worker& worker, int rank, Open now);
  Rank& state(int rank) { return ranks_[static_cast<std::size_t>(rank)]; }

  Communicator group_;
  Cluster& cluster_;
  Planner planner_;
  Road road_;
  std::deque<Rank> ranks_;
  std::deque<Open> open_;
  std::uint64_t complete_ = 0;         // collectives that all have joined: the number of open_.front()
  std::map<double, Planned> planned_;  // by bytes: the buckets of a gradient differ in size, and come again
  Planned* last_ = nullptr;
  std::uint64_t propagated_ = 0;
  Barrier all_here_;
  int here_ = 0;
  RankTimes times_;
};

}  // namespace dawdle
