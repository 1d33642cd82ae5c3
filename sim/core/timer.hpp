// A delay that need not be waited out: K-sync stops its stragglers with it.
#pragma once

#include "sim/core/signal.hpp"

namespace dawdle {

// Goes off once, unless it is destroyed before.
class Timer final : public Signal {
 public:
  // In dt >= 0 seconds.
  Timer(Clock& clock, Time dt, Name name = {"timer"});
  ~Timer();

  bool ready() const override { return ready_; }
  std::string describe() const override;

 private:
  struct Ring;
  Ring* pending_;
  bool ready_ = false;
  Time due_;
};

}  // namespace dawdle
