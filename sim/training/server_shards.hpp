// Where a server's parameters lie: in S equal shards, one a host, or on the hosts of the workers (Li et al., "Scaling
// distributed machine learning with the parameter server", OSDI 2014).
#pragma once

#include "sim/core/event.hpp"
#include "sim/training/strategy.hpp"

#include <algorithm>
#include <deque>
#include <string>

namespace dawdle {

// Options that every strategy with a server has.
struct ServerOptions {
  std::string reduce = "mean";
  double update_time = 0;    // seconds the server needs to take in one gradient; one at a time
  std::int64_t servers = 1;  // S
  std::string placement = "own_hosts";
  Overlap overlap;

  void describe(Fields& fields);
  // Without "reduce": for servers that take one thing at a time.
  void describe_hosts(Fields& fields);
  // For strategies that push what they have just computed.
  void describe_with_overlap(Fields& fields) {
    describe(fields);
    overlap.describe(fields);
  }
  int hosts() const { return placement == "own_hosts" ? static_cast<int>(servers) : 0; }  // beside the workers
  // Where a shard is.
  Host host(const Cluster& cluster, int shard) const {
    return hosts() > 0 ? cluster.server(shard) : cluster.workers[static_cast<std::size_t>(shard % cluster.size())].host;
  }
};

// Each shard gets or sends its n/S bytes of a message at once; the message has arrived when the last of them has.
// Taking something in costs each shard 1/S of the update time, one thing after another.
class ServerShards {
 public:
  ServerShards(Job& job, const ServerOptions& options);

  // co_await: so many bytes have arrived at the servers, and when they will have taken them in: what is `part` of
  // something that takes the update time. If takes_time(), that is to be waited for.
  Task<Time> arrive(Worker& worker, double bytes, double part = 1);
  bool takes_time() const { return update_time_ > 0; }
  // co_await: it is that time.
  auto taken_in(Worker& worker, Time when) {
    return during(worker, cluster_.clock, Activity::server, cluster_.clock.until(std::max(when, cluster_.clock.now())));
  }
  // co_await: so many bytes have arrived at the worker.
  Task<> send(Worker& worker, double bytes);

 private:
  struct Shard {
    int index;
    Host host;
    Time free_at = 0;
  };

  Time take_in(Shard& shard, double part);
  Process receive_part(Shard& shard, Host from, double bytes, double part, Latch& arrived, Time& taken_in);
  Process send_part(Shard& shard, Host to, double bytes, Latch& arrived);
  double share(double whole) const { return whole / static_cast<double>(shards_.size()); }

  Cluster& cluster_;
  Time update_time_;
  std::deque<Shard> shards_;
};

}  // namespace dawdle
