#include "sim/training/parameter_server.hpp"

#include <algorithm>
#include <tuple>

namespace dawdle {

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

ParameterServer::ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options, Weight weight)
    : updates(job.clock(), 0, {"the server's updates"}),
      updated(job.clock(), {"an update"}),
      job_(job),
      wanted_(gradients),
      weight_(std::move(weight)),
      reduce_(reduce_of(options.reduce)),
      shards_(job, options),
      buckets_(job.buckets(options.overlap)),
      x_(job.initial()) {}

Task<std::uint64_t> ParameterServer::push_packed(Worker& worker, Gradient& gradient) {
  const Time taken_in = co_await shards_.arrive(worker, job_.push_bytes(gradient));
  if (shards_.takes_time())
    co_await shards_.taken_in(worker, taken_in);
  co_return accept(std::move(gradient));
}

Task<std::uint64_t> ParameterServer::push(Worker& worker, std::span<Gradient> gradients) {
  for (Gradient& g : gradients) job_.learner().pack(g);
  // As many entries as all of them have, at most: where they overlap is not looked at.
  double bytes = 0;
  for (const Gradient& g : gradients) bytes += job_.push_bytes(g);
  const Time taken_in = co_await shards_.arrive(worker, std::min(bytes, job_.push_bytes()));
  if (shards_.takes_time())
    co_await shards_.taken_in(worker, taken_in);
  std::uint64_t update = 0;
  for (Gradient& g : gradients) update = accept(std::move(g));
  co_return update;
}

Task<std::uint64_t> ParameterServer::compute_and_push(Worker& worker, Gradient& gradient) {
  const Computation computation = job_.begin_compute(worker);
  Time taken_in = 0;
  for (const Bucket& bucket : buckets_) {
    co_await job_.computed(worker, computation, bucket);
    if (bucket.last)
      job_.learner().pack(gradient);
    const Time begin = job_.clock().now();
    const double bytes = job_.push_bytes(gradient) * bucket.share;
    const Time bucket_taken_in = co_await shards_.arrive(worker, bytes, bucket.share);
    taken_in = std::max(taken_in, bucket_taken_in);
    job_.sent(worker, bucket, begin);
  }
  if (shards_.takes_time())
    co_await shards_.taken_in(worker, taken_in);
  co_return accept(std::move(gradient));
}

std::uint64_t ParameterServer::accept(Gradient gradient) {
  if (const double weight = weight_ ? weight_(gradient, x_) : 1; weight != 1) {
    if (weight == 0) {
      job_.drop(gradient);
      return x_.number();
    }
    job_.learner().scale(gradient, weight);
  }
  pending_.push_back(std::move(gradient));
  const std::uint64_t next = x_.number() + 1;
  if (pending_.size() >= wanted_)
    update();
  return next;
}

void ParameterServer::update() {
  // By worker, not by arrival: the sum of a synchronous round is then the same bytes however its pushes raced.
  std::sort(pending_.begin(), pending_.end(), [](const Gradient& a, const Gradient& b) {
    return std::tie(a.worker, a.number) < std::tie(b.worker, b.number);
  });
  x_ = job_.apply(x_, pending_, reduce_);
  job_.commit(x_, pending_);
  pending_.clear();
  if (after_update)
    after_update();
  updates.raise(static_cast<double>(x_.number()));
  updated.set();
  updated.reset();
}

void ParameterServer::take(std::size_t gradients) {
  wanted_ = gradients;
  if (!pending_.empty() && pending_.size() >= wanted_)
    update();
}

Task<Version> ParameterServer::pull(Worker& worker, Readers readers) {
  Version sent = x_;
  const double bytes = readers == Readers::several ? job_.parameter_bytes() : job_.pull_bytes(worker);
  if (worker.step > 0)
    co_await shards_.send(worker, bytes);
  co_return sent;
}

}  // namespace dawdle
