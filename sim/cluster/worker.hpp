// A worker, and where its time goes.
#pragma once

#include "sim/core/clock.hpp"
#include "sim/network/network.hpp"

#include <array>
#include <coroutine>
#include <cstdint>

namespace dawdle {

// What a worker does. At every instant it does exactly one of these, so their times add up to the run's length.
enum class Activity : std::uint8_t { wait, compute, transfer, server, down };
inline constexpr std::size_t kActivities = 5;

struct Worker {
  int id = 0;
  Host host = 0;
  std::uint64_t step = 0;     // gradients begun
  std::uint64_t updates = 0;  // gradients applied
  std::uint64_t samples = 0;  // in the gradients applied

  Activity activity = Activity::wait;
  Time since = 0;
  std::array<double, kActivities> seconds{};

  void enter(Activity next, Time now) {
    seconds[static_cast<std::size_t>(activity)] += now - since;
    activity = next;
    since = now;
  }
};

// co_await during(worker, clock, Activity::transfer, network.send(...)): the time it takes is booked as that activity.
// What is not booked is waiting.
template <class Awaitable>
class During {
 public:
  During(Worker& worker, Clock& clock, Activity activity, Awaitable inner)
      : inner_(inner), worker_(&worker), clock_(&clock), activity_(activity) {}
  bool await_ready() { return inner_.await_ready(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> h) {
    worker_->enter(activity_, clock_->now());
    inner_.await_suspend(h);
  }
  auto await_resume() {
    worker_->enter(Activity::wait, clock_->now());
    return inner_.await_resume();
  }

 private:
  Awaitable inner_;
  Worker* worker_;
  Clock* clock_;
  Activity activity_;
};

template <class Awaitable>
During<Awaitable> during(Worker& worker, Clock& clock, Activity activity, Awaitable inner) {
  return {worker, clock, activity, inner};
}

}  // namespace dawdle
