#include "sim/core/timer.hpp"

#include <fmt/format.h>

namespace dawdle {

// What lies in the clock's heap. It outlives a timer that is destroyed.
struct Timer::Ring final : Alarm, detail::PooledFrame {
  explicit Ring(Timer& timer) : owner(&timer) {}
  Timer* owner;

  void ring() override {
    if (owner) {
      owner->pending_ = nullptr;
      owner->ready_ = true;
      owner->wake_all();
    }
    delete this;
  }
  bool withdrawn() const override { return !owner; }
  void drop() override {
    if (owner)
      owner->pending_ = nullptr;
    delete this;
  }
};

Timer::Timer(Clock& clock, Time dt, Name name)
    : Signal(clock, name), pending_(new Ring(*this)), due_(clock.now() + dt) {
  clock.at(due_, *pending_);
}

Timer::~Timer() {
  if (!pending_)
    return;
  pending_->owner = nullptr;
  clock().note_withdrawal();
}

std::string Timer::describe() const { return fmt::format("{} due at {} s", Signal::describe(), due_); }

}  // namespace dawdle
