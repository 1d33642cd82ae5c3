#include "sim/training/parameter_server.hpp"

#include <algorithm>

namespace dawdle {

void ServerOptions::describe(Fields& fields) {
  describe_reduce(fields, reduce);
  fields.seconds("update_time", update_time, {.min = 0},
                 "what the server needs to take in one gradient, one at a time");
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

ParameterServer::ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options)
    : updates(job.clock(), 0, {"the server's updates"}),
      job_(job),
      wanted_(gradients),
      reduce_(reduce_of(options.reduce)),
      update_time_(options.update_time),
      x_(job.initial()) {}

Task<> ParameterServer::push(Worker& worker, Gradient& gradient) {
  Cluster& cluster = job_.cluster();
  co_await cluster.send(worker, worker.host, cluster.server(), job_.gradient_bytes());
  if (update_time_ > 0) {
    free_at_ = std::max(free_at_, job_.clock().now()) + update_time_;
    co_await during(worker, job_.clock(), Activity::server, job_.clock().until(free_at_));
  }
  take(std::move(gradient));
}

void ParameterServer::take(Gradient gradient) {
  pending_.push_back(std::move(gradient));
  if (pending_.size() < wanted_)
    return;
  // By worker, not by arrival: the sum of a synchronous round is then the same bytes however its pushes raced.
  std::stable_sort(pending_.begin(), pending_.end(),
                   [](const Gradient& a, const Gradient& b) { return a.worker < b.worker; });
  x_ = job_.apply(x_, pending_, reduce_);
  job_.commit(x_, pending_);
  pending_.clear();
  updates.raise(static_cast<double>(x_.number()));
}

Task<Version> ParameterServer::pull(Worker& worker) {
  if (worker.step == 0)
    co_return x_;
  Version sent = x_;
  Cluster& cluster = job_.cluster();
  co_await cluster.send(worker, cluster.server(), worker.host, job_.parameter_bytes());
  co_return sent;
}

}  // namespace dawdle
