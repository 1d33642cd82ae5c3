#include "sim/core/event.hpp"

#include <fmt/format.h>

namespace dawdle {

std::string Latch::describe() const { return fmt::format("{} ({} more to come)", Signal::describe(), left_); }

std::string Barrier::describe() const {
  return fmt::format("{} ({} of {} have arrived)", Signal::describe(), arrived_, n_);
}

void Milestone::raise(double value) {
  if (value <= value_)
    return;
  value_ = value;
  for (detail::Waiter* w = first(); w;) {
    detail::Waiter* next = w->next;
    if (w->threshold <= value_)
      wake(*w);
    w = next;
  }
}

std::string Milestone::describe() const {
  return fmt::format("{} to pass {} (next wanted: {})", Signal::describe(), value_,
                     first() ? first()->threshold : value_);
}

}  // namespace dawdle
