#include "sim/cluster/timeline.hpp"

#include <algorithm>
#include <utility>

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

void Timeline::stretch(const SurvivingHistory& history, int workers) {
  const std::vector<Span> spans = std::exchange(spans_, {});
  auto pause = history.pause_after(-1);
  const auto pauses_until = [&](Time work) {
    for (; pause && pause->work <= std::min(work, limits_.to); pause = history.pause_after(pause->work))
      for (int worker = 0; worker < workers; ++worker)
        if (pause->work >= limits_.from)
          keep({.track = Track::worker,
                .activity = Activity::down,
                .index = worker,
                .name = "down",
                .begin = pause->begin,
                .end = pause->end});
  };
  const Time complete_until = std::exchange(complete_until_, kForever);
  for (const Span& span : spans) {
    pauses_until(span.end);
    cut(span, history);
  }
  pauses_until(std::min(complete_until, history.work()));
  if (complete_until < kForever)
    complete_until_ = std::min(complete_until_, history.ended(complete_until));
  for (Arrow& arrow : arrows_) arrow.at = history.ended(arrow.at);
  limits_.from = history.ended(limits_.from);
  if (limits_.to < kForever)
    limits_.to = history.ended(limits_.to);
}

void Timeline::cut(Span span, const SurvivingHistory& history) {
  const auto add = [&](Time begin, Time end) {
    Span piece = span;
    piece.end = history.ended(end);
    piece.begin = std::min(history.began(begin), piece.end);
    keep(piece);
  };
  if (span.track != Track::parameters)
    for (auto pause = history.pause_after(span.begin); pause && pause->work < span.end && left_out_ == 0;
         pause = history.pause_after(pause->work))
      add(std::exchange(span.begin, pause->work), pause->work);
  add(span.begin, span.end);
}

void Timeline::keep(const Span& span) {
  if (has_room(span.end))
    spans_.push_back(span);
}

bool Timeline::has_room(Time now) {
  if (spans_.size() + arrows_.size() < limits_.events)
    return true;
  if (left_out_++ == 0)
    complete_until_ = now;
  return false;
}

}  // namespace dawdle
