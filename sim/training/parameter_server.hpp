// A server that holds the parameters: workers push gradients to it and pull versions from it.
#pragma once

#include "sim/training/server_shards.hpp"

#include <deque>
#include <functional>
#include <vector>

namespace dawdle {

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
  double value() const { return at_least_.value(); }

 private:
  Milestone at_least_;
  std::vector<std::uint64_t> clocks_;
  std::uint64_t slowest_ = 0;
  std::deque<int> ahead_;  // workers whose clock is slowest_ + i
};

// What a gradient counts for that arrives when `now` is the server's newest version: a factor on it; 0: it is dropped.
// With momentum or weight decay at the server the factor is on the gradient alone, not on the whole step.
using Weight = std::function<double(Gradient& gradient, const Version& now)>;

// tau: updates between the gradient's read and now.
inline std::uint64_t staleness_of(const Gradient& gradient, const Version& now) {
  return now.number() - gradient.version;
}

// Only gradients of the newest version count.
inline double fresh_only(Gradient& gradient, const Version& now) { return staleness_of(gradient, now) == 0 ? 1 : 0; }

// Who reads a version that a worker pulls.
enum class Readers { next_gradient, several };

// An update happens to all shards at one instant.
class ParameterServer : public Running {
 public:
  // An update takes `gradients` gradients, whoever pushed them. Without a weight all count fully.
  ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options, Weight weight = {});

  // co_await: the gradient has arrived and been taken in; with the last of an update's gradients, the update has
  // happened. The number of the update that has it, or will; of one that was dropped, the newest.
  Task<std::uint64_t> push(Worker& worker, Gradient& gradient) {
    job_.learner().pack(gradient);
    return push_packed(worker, gradient);
  }
  // The same for the one begun last, which is computed first; with overlap its buckets are sent meanwhile.
  Task<std::uint64_t> compute_and_push(Worker& worker, Gradient& gradient);
  // The same for one that is packed already.
  Task<std::uint64_t> push_packed(Worker& worker, Gradient& gradient);
  // The same for several gradients that travel as one: their sum.
  Task<std::uint64_t> push(Worker& worker, std::span<Gradient> gradients);

  // co_await: what the server has when it begins to send. The first pull, of x_0, is free: every worker starts with it.
  // Where gradients are sparse, a worker asks for what its next one reads alone, unless several will read this version.
  Task<Version> pull(Worker& worker, Readers readers = Readers::next_gradient);

  // From now on an update takes so many gradients; one that already waits for no more happens at once.
  void take(std::size_t gradients);
  // Called after each update, before anybody learns of it: it may take() another number.
  std::function<void()> after_update;

  // The newest version.
  const Version& x() const { return x_; }

  // co_await server.updates.at_least(t)
  Milestone updates;
  // Set for an instant by every update: what a computation that an update makes useless can be stopped by.
  Event updated;

 private:
  std::uint64_t accept(Gradient gradient);
  void update();

  Job& job_;
  std::size_t wanted_;
  Weight weight_;
  Reduce reduce_;
  ServerShards shards_;
  std::vector<Bucket> buckets_;
  Version x_;
  std::vector<Gradient> pending_;
};

}  // namespace dawdle
