#include "sim/cluster/worker.hpp"

#include <algorithm>

namespace dawdle {

void Worker::book_computation() {
  spent(Activity::compute) += computed_at - since;
  if (timeline)
    record(Activity::compute, since, computed_at);
  since = computed_at;
}

void Worker::end_wait(Activity other, double duration, Time now) {
  const Time begun = since;
  if (computes_beside(now))
    return;
  if (since > begun)
    duration = std::min(duration, now - since);
  double& waited = spent(Activity::wait) += now - since;
  duration = std::min(duration, waited);
  waited -= duration;
  spent(other) += duration;
  if (timeline) {
    const Time begin = std::max(since, now - duration);
    record(Activity::wait, since, begin);
    record(other, begin, now);
  }
  activity = Activity::wait;
  since = now;
}

void Worker::record(Activity what, Time begin, Time end) const {
  timeline->add({.track = Timeline::Track::worker,
                 .activity = what,
                 .index = id,
                 .name = what == Activity::transfer ? message : name_of(what),
                 .number = what == Activity::compute ? step : 0,
                 .begin = begin,
                 .end = end});
}

}  // namespace dawdle
