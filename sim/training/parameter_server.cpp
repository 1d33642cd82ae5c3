#include "sim/training/parameter_server.hpp"

#include <algorithm>
#include <iterator>

namespace dawdle {

void ServerOptions::describe(Fields& fields) {
  describe_reduce(fields, reduce);
  fields.seconds("update_time", update_time, {.min = 0},
                 "what the server needs to take in one gradient, one at a time");
  fields.integer("servers", servers, {.min = 1, .max = 1e5}, "over how many servers the parameters are spread (S)");
  fields.choice("placement", placement, {"own_hosts", "with_workers"},
                "where the servers are: each on a host of its own, or on the workers' hosts, one after another");
}

void SlowestClock::advance(const Worker& worker) {
  const std::uint64_t reached = ++clocks_[static_cast<std::size_t>(worker.id)];
  const std::size_t place = reached - slowest_;
  if (place >= ahead_.size())
    ahead_.resize(place + 1);
  --ahead_[place - 1];
  ++ahead_[place];
  if (ahead_.front() > 0)
    return;
  for (; ahead_.front() == 0; ++slowest_) ahead_.pop_front();
  at_least_.raise(static_cast<double>(slowest_));
}

ParameterServer::ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options, Stale stale)
    : updates(job.clock(), 0, {"the server's updates"}),
      updated(job.clock(), {"an update"}),
      job_(job),
      wanted_(gradients),
      stale_(stale),
      reduce_(reduce_of(options.reduce)),
      update_time_(options.update_time),
      x_(job.initial()) {
  for (int i = 0; i < options.servers; ++i) shards_.push_back({options.host(job.cluster(), i)});
}

// When a server has taken in the part that just arrived.
Time ParameterServer::take_in(Shard& shard) {
  shard.free_at = std::max(shard.free_at, job_.clock().now()) + share(update_time_);
  return shard.free_at;
}

Process ParameterServer::push_part(Shard& shard, Host from, Latch& arrived, Time& taken_in) {
  co_await job_.cluster().network.send(from, shard.host, share(job_.gradient_bytes()));
  taken_in = std::max(taken_in, take_in(shard));
  arrived.count_down();
}

Process ParameterServer::pull_part(Shard& shard, Host to, Latch& arrived) {
  co_await job_.cluster().network.send(shard.host, to, share(job_.parameter_bytes()));
  arrived.count_down();
}

Task<std::uint64_t> ParameterServer::push(Worker& worker, Gradient& gradient) {
  Cluster& cluster = job_.cluster();
  Time taken_in = 0;
  if (shards_.size() == 1) {
    co_await cluster.send(worker, worker.host, shards_[0].host, job_.gradient_bytes());
    taken_in = take_in(shards_[0]);
  } else {
    Latch arrived(job_.clock(), std::ssize(shards_), {"the shards of a push"});
    for (Shard& shard : shards_)
      job_.clock().spawn(push_part(shard, worker.host, arrived, taken_in), {"part of a push of worker", worker.id});
    co_await during(worker, job_.clock(), Activity::transfer, arrived.wait());
  }
  if (update_time_ > 0) {
    taken_in = std::max(taken_in, job_.clock().now());
    co_await during(worker, job_.clock(), Activity::server, job_.clock().until(taken_in));
  }
  co_return take(std::move(gradient));
}

std::uint64_t ParameterServer::take(Gradient gradient) {
  if (stale_ == Stale::dropped && gradient.version < x_.number()) {
    job_.drop(gradient);
    return x_.number();
  }
  pending_.push_back(std::move(gradient));
  if (pending_.size() < wanted_)
    return x_.number() + 1;
  // By worker, not by arrival: the sum of a synchronous round is then the same bytes however its pushes raced.
  std::stable_sort(pending_.begin(), pending_.end(),
                   [](const Gradient& a, const Gradient& b) { return a.worker < b.worker; });
  x_ = job_.apply(x_, pending_, reduce_);
  job_.commit(x_, pending_);
  pending_.clear();
  updates.raise(static_cast<double>(x_.number()));
  updated.set();
  updated.reset();
  return x_.number();
}

Task<Version> ParameterServer::pull(Worker& worker) {
  if (worker.step == 0)
    co_return x_;
  Version sent = x_;
  if (shards_.size() == 1) {
    co_await job_.cluster().send(worker, shards_[0].host, worker.host, job_.parameter_bytes());
  } else {
    Latch arrived(job_.clock(), std::ssize(shards_), {"the shards of a pull"});
    for (Shard& shard : shards_)
      job_.clock().spawn(pull_part(shard, worker.host, arrived), {"part of a pull of worker", worker.id});
    co_await during(worker, job_.clock(), Activity::transfer, arrived.wait());
  }
  co_return sent;
}

}  // namespace dawdle
