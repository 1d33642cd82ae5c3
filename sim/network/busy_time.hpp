// For how long something was in use, on and off.
#pragma once

#include "sim/core/clock.hpp"

namespace dawdle {

class BusyTime {
 public:
  void begin(Time now) { since_ = now; }
  void end(Time now) { before_ += now - since_; }
  // Seconds; `on`: it has begun and not ended.
  double until(Time now, bool on) const { return before_ + (on ? now - since_ : 0); }

 private:
  double before_ = 0;
  Time since_ = 0;
};

}  // namespace dawdle
