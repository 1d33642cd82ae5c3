#include "sim/training/server_shards.hpp"

#include <algorithm>
#include <iterator>

namespace dawdle {

void ServerOptions::describe(Fields& fields) {
  describe_reduce(fields, reduce);
  describe_hosts(fields);
}

void ServerOptions::describe_hosts(Fields& fields) {
  fields.seconds("update_time", update_time, {.min = 0},
                 "what the server needs to take in one gradient, one at a time");
  fields.integer("servers", servers, {.min = 1, .max = 1e5}, "over how many servers the parameters are spread (S)");
  fields.choice("placement", placement, {"own_hosts", "with_workers"},
                "where the servers are: each on a host of its own, or on the workers' hosts, one after another");
}

ServerShards::ServerShards(Job& job, const ServerOptions& options)
    : cluster_(job.cluster()), update_time_(options.update_time) {
  for (int i = 0; i < options.servers; ++i) shards_.push_back({i, options.host(cluster_, i)});
}

// When a server has taken in the part that just arrived.
Time ServerShards::take_in(Shard& shard, double part) {
  const Time begin = std::max(shard.free_at, cluster_.clock.now());
  shard.free_at = begin + share(update_time_) * part;
  if (cluster_.timeline)
    cluster_.timeline->add({.track = Timeline::Track::server,
                            .activity = Activity::server,
                            .index = shard.index,
                            .name = "take in",
                            .begin = begin,
                            .end = shard.free_at});
  return shard.free_at;
}

Process ServerShards::receive_part(Shard& shard, Host from, double bytes, double part, Latch& arrived, Time& taken_in) {
  co_await cluster_.network.send(from, shard.host, bytes);
  taken_in = std::max(taken_in, take_in(shard, part));
  arrived.count_down();
}

Process ServerShards::send_part(Shard& shard, Host to, double bytes, Latch& arrived) {
  co_await cluster_.network.send(shard.host, to, bytes);
  arrived.count_down();
}

Task<Time> ServerShards::arrive(Worker& worker, double bytes, double part) {
  Clock& clock = cluster_.clock;
  Time taken_in = 0;
  worker.message = "push";
  if (shards_.size() == 1) {
    co_await cluster_.send(worker, worker.host, shards_[0].host, bytes);
    taken_in = take_in(shards_[0], part);
  } else {
    Latch arrived(clock, std::ssize(shards_), {"the shards of a push"});
    for (Shard& shard : shards_)
      clock.spawn(receive_part(shard, worker.host, share(bytes), part, arrived, taken_in),
                  {"part of a push of worker", worker.id});
    co_await during(worker, clock, Activity::transfer, arrived.wait());
  }
  co_return taken_in;
}

Task<> ServerShards::send(Worker& worker, double bytes) {
  Clock& clock = cluster_.clock;
  worker.message = "pull";
  if (shards_.size() == 1) {
    co_await cluster_.send(worker, shards_[0].host, worker.host, bytes);
  } else {
    Latch arrived(clock, std::ssize(shards_), {"the shards of a pull"});
    for (Shard& shard : shards_)
      clock.spawn(send_part(shard, worker.host, share(bytes), arrived), {"part of a pull of worker", worker.id});
    co_await during(worker, clock, Activity::transfer, arrived.wait());
  }
}

}  // namespace dawdle
