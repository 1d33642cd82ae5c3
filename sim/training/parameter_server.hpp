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
  double update_time = 0;  // seconds the server needs to take in one gradient; one at a time

  void describe(Fields& fields);
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

class ParameterServer : public Running {
 public:
  // An update takes `gradients` gradients, whoever pushed them.
  ParameterServer(Job& job, std::size_t gradients, const ServerOptions& options);

  // co_await: the gradient has arrived and been taken in; with the last of an update's gradients, the update has
  // happened.
  Task<> push(Worker& worker, Gradient& gradient);

  // co_await: what the server has when it begins to send. The first pull, of x_0, is free: every worker starts with it.
  Task<Version> pull(Worker& worker);

  // co_await server.updates.at_least(t)
  Milestone updates;

 private:
  void take(Gradient gradient);

  Job& job_;
  std::size_t wanted_;
  Reduce reduce_;
  Time update_time_;
  Time free_at_ = 0;
  Version x_;
  std::vector<Gradient> pending_;
};

}  // namespace dawdle
