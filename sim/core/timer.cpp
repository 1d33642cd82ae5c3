#include "sim/core/timer.hpp"

#include <fmt/format.h>

namespace dawdle {

// What lies in the clock's heap. It outlives a timer that is cancelled or destroyed.
struct Timer::Ring final : Alarm, detail::PooledFrame {
  explicit Ring(Timer& timer) : owner(&timer) {}
  Timer* owner;

  void ring() override {
    if (owner) {
      owner->pending_ = nullptr;
      owner->state_ = State::done;
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

void Timer::start(Time dt) {
  withdraw();
  state_ = State::running;
  due_ = clock().now() + dt;
  pending_ = new Ring(*this);
  clock().at(due_, *pending_);
}

bool Timer::cancel() {
  if (state_ != State::running)
    return false;
  withdraw();
  state_ = State::cancelled;
  wake_all();
  return true;
}

void Timer::withdraw() {
  if (!pending_)
    return;
  pending_->owner = nullptr;
  pending_ = nullptr;
  clock().note_withdrawal();
}

std::string Timer::describe() const { return fmt::format("{} due at {} s", Signal::describe(), due_); }

}  // namespace dawdle
