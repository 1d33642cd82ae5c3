#include "sim/cluster/timeline.hpp"

#include <algorithm>
#include <cmath>
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
  std::vector<Span> stretched;
  for (const Span& span : spans_) cut(span, history, stretched);
  for (const SurvivingHistory::Pause& pause : history.pauses())
    if (pause.work >= limits_.from && pause.work <= limits_.to)
      for (int worker = 0; worker < workers; ++worker)
        stretched.push_back({.track = Track::worker,
                             .activity = Activity::down,
                             .index = worker,
                             .name = "down",
                             .begin = pause.begin,
                             .end = pause.end});
  spans_ = std::move(stretched);
  for (Arrow& arrow : arrows_) arrow.at = history.ended(arrow.at);
  if (std::isfinite(complete_until_))
    complete_until_ = history.ended(complete_until_);
}

void Timeline::cut(Span span, const SurvivingHistory& history, std::vector<Span>& out) {
  const auto add = [&](Time begin, Time end) {
    Span piece = span;
    piece.end = history.ended(end);
    piece.begin = std::min(history.began(begin), piece.end);
    out.push_back(piece);
  };
  const auto& pauses = history.pauses();
  if (span.track != Track::parameters)
    for (auto pause = std::ranges::upper_bound(pauses, span.begin, {}, &SurvivingHistory::Pause::work);
         pause != pauses.end() && pause->work < span.end; ++pause)
      add(std::exchange(span.begin, pause->work), pause->work);
  add(span.begin, span.end);
}

bool Timeline::has_room(Time now) {
  if (spans_.size() + arrows_.size() < limits_.events)
    return true;
  if (left_out_++ == 0)
    complete_until_ = now;
  return false;
}

}  // namespace dawdle
