#include "sim/cluster/timeline.hpp"

namespace dawdle {

void Timeline::add(const Span& span) {
  // A version that lives for no time is kept: arrows lead to it.
  const bool something = span.end > span.begin || span.track == Track::parameters;
  if (something && span.begin <= limits_.to && span.end >= limits_.from && has_room(span.end))
    spans_.push_back(span);
}

void Timeline::add(const Arrow& arrow) {
  if (arrow.at >= limits_.from && arrow.at <= limits_.to && has_room(arrow.at))
    arrows_.push_back(arrow);
}

void Timeline::version(std::uint64_t number, Time now) {
  add({.track = Track::parameters, .name = "version", .number = version_, .begin = version_since_, .end = now});
  version_ = number;
  version_since_ = now;
}

bool Timeline::has_room(Time now) {
  if (spans_.size() + arrows_.size() < limits_.events)
    return true;
  if (left_out_++ == 0)
    complete_until_ = now;
  return false;
}

}  // namespace dawdle
