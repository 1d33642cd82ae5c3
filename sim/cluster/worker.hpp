// A worker, and where its time goes.
#pragma once

#include "sim/cluster/activity.hpp"
#include "sim/cluster/timeline.hpp"
#include "sim/core/clock.hpp"
#include "sim/network/network.hpp"

#include <algorithm>
#include <array>
#include <coroutine>
#include <cstdint>

namespace dawdle {

struct Worker {
  int id = 0;
  Host host = 0;
  std::uint64_t step = 0;     // gradients begun
  std::uint64_t updates = 0;  // gradients applied
  std::uint64_t samples = 0;  // in the gradients applied

  Activity activity = Activity::wait;
  Time since = 0;
  Time computed_at = 0;  // later than `since`: until then it computes beside its activity
  std::array<double, kActivities> seconds{};

  // Where its activities are recorded; null: nowhere. A copy that stands for something else than the worker has none.
  Timeline* timeline = nullptr;
  const char* message = "transfer";  // what it transfers, in the timeline's words

  // From now until `end` it computes, and that is what its time goes to, whatever it does beside that.
  void compute_until(Time end, Time now) {
    enter(Activity::wait, now);
    computed_at = end;
  }
  void enter(Activity next, Time now) {
    if (computes_beside(now)) {
      activity = next;
      return;
    }
    spent(activity) += now - since;
    if (timeline)
      record(activity, since, now);
    activity = next;
    since = now;
  }
  // It was waiting until now, and for so many of those seconds, as is known only now, it did something else. (The
  // timeline shows that at the end. Rounding may make it longer than all the waiting there was.)
  // What was hidden by a computation beside it does not count: waits are taken to have come first.
  void end_wait(Activity other, double duration, Time now);
  // The run ends.
  void stop(Time now) {
    computed_at = std::min(computed_at, now);
    enter(Activity::wait, now);
  }

 private:
  // Books a computation that is over, and then looks at what has been done since.
  bool computes_beside(Time now) {
    if (computed_at <= since)
      return false;
    if (now < computed_at)
      return true;
    book_computation();
    return false;
  }
  void book_computation();
  double& spent(Activity on) { return seconds[static_cast<std::size_t>(on)]; }
  void record(Activity what, Time begin, Time end) const;
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
  const Awaitable& inner() const { return inner_; }

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
