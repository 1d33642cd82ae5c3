// A delay that can be cancelled: K-sync stops its stragglers with it.
#pragma once

#include "sim/core/signal.hpp"

namespace dawdle {

// Ready once it went off or was cancelled. Starting it again needs a reset by start().
class Timer final : public Signal {
 public:
  enum class State { idle, running, done, cancelled };

  explicit Timer(Clock& clock, Name name = {"timer"}) : Signal(clock, name) {}
  ~Timer() { withdraw(); }

  // Goes off in dt >= 0 seconds; a running timer is cancelled first, without waking anybody.
  void start(Time dt);
  // Wakes the waiters now; returns whether it was running.
  bool cancel();

  State state() const { return state_; }
  bool ready() const override { return state_ == State::done || state_ == State::cancelled; }
  std::string describe() const override;

  // co_await timer.wait(): true when the time passed, false when it was cancelled.
  class Passed : public Wait {
   public:
    explicit Passed(Timer& timer) : Wait(timer), timer_(&timer) {}
    bool await_resume() const noexcept { return timer_->state_ == State::done; }

   private:
    Timer* timer_;
  };
  Passed wait() { return Passed(*this); }

 private:
  struct Ring;
  void withdraw();
  Ring* pending_ = nullptr;
  State state_ = State::idle;
  Time due_ = 0;
};

}  // namespace dawdle
