// A server that holds the parameters: workers push gradients to it and pull versions from it.
#pragma once

#include "sim/core/event.hpp"
#include "sim/training/strategy.hpp"

#include <deque>
#include <string>
#include <vector>

namespace dawdle {

// Options that every strategy with a server has.
struct ServerOptions {
  std::string reduce = "mean";
  double update_time = 0;    // seconds the server needs to take in one gradient; one at a time
  std::int64_t servers = 1;  // S
  std::string placement = "own_hosts";

  void describe(Fields& fields);
  int hosts() const { return placement == "own_hosts" ? static_cast<int>(servers) : 0; }  // beside the workers
  // Where a shard is.
  Host host(const Cluster& cluster, int shard) const {
    return hosts() > 0 ? cluster.server(shard) : cluster.workers[static_cast<std::size_t>(shard % cluster.size())].host;
  }
};

// How far the slowest worker is, for strategies that wait for it. A worker's clock counts its finished iterations.
class SlowestClock {
 public:
  SlowestClock(Clock& clock, int workers)
      : at_least_(clock, 0, {"the slowest worker's clock"}),
        clocks_(static_cast<std::size_t>(workers)),
        ahead_{workers} {}

  void advance(const Worker& worker);
  // co_await slowest.at_least(c)
  auto at_least(double c) { return at_least_.at_least(c); }

 private:
  Milestone at_least_;
  std::vector<std::uint64_t> clocks_;
  std::uint64_t slowest_ = 0;
  std::deque<int> ahead_;  // workers whose clock is slowest_ + i
};

// The parameters lie in S equal shards, one a server (Li et al., "Scaling distributed machine learning with the
// parameter server", OSDI 2014). A push sends each shard its n/S bytes at once and has arrived when the last has; a
// pull is the mirror image. An update happens to all shards at one instant, and takes each 1/S of the update time.
class ParameterServer : public Running {
 public:
  // Whether gradients that were not computed at the newest version still count.
  enum class Stale { applied, dropped };

  // An update takes `gradients` gradients, whoever pushed them.
  ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options, Stale stale = Stale::applied);

  // co_await: the gradient has arrived and been taken in; with the last of an update's gradients, the update has
  // happened. The number of the update that has it, or will; of one that was dropped, the newest.
  Task<std::uint64_t> push(Worker& worker, Gradient& gradient);

  // co_await: what the server has when it begins to send. The first pull, of x_0, is free: every worker starts with it.
  Task<Version> pull(Worker& worker);

  // co_await server.updates.at_least(t)
  Milestone updates;
  // Set for an instant by every update: what a computation that an update makes useless can be stopped by.
  Event updated;

 private:
  struct Shard {
    Host host;
    Time free_at = 0;
  };

  Time take_in(Shard& shard);
  Process push_part(Shard& shard, Host from, Latch& arrived, Time& taken_in);
  Process pull_part(Shard& shard, Host to, Latch& arrived);
  double share(double bytes) const { return bytes / static_cast<double>(shards_.size()); }
  std::uint64_t take(Gradient gradient);

  Job& job_;
  std::size_t wanted_;
  Stale stale_;
  Reduce reduce_;
  Time update_time_;
  std::deque<Shard> shards_;
  Version x_;
  std::vector<Gradient> pending_;
};

}  // namespace dawdle
