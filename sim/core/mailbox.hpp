// A queue of messages between processes: sending never waits, receiving waits for a message.
#pragma once

#include "sim/core/signal.hpp"

#include <deque>
#include <utility>

namespace dawdle {

// Messages arrive in the order of sending, and receivers are served in the order in which they began to wait.
template <class T>
class Mailbox final : public Signal {
 public:
  explicit Mailbox(Clock& clock, Name name = {"mailbox"}) : Signal(clock, name) {}

  void send(T message) {
    messages_.push_back(std::move(message));
    if (has_waiters()) {
      ++promised_;  // the woken receiver runs later: nobody may take its message before
      wake_first();
    }
  }

  bool ready() const override { return messages_.size() > promised_; }
  std::size_t size() const { return messages_.size(); }

  class Receive : public Wait {
   public:
    explicit Receive(Mailbox& box) : Wait(box), box_(&box) {}
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> h) {
      waited_ = true;
      Wait::await_suspend(h);
    }
    T await_resume() {
      if (waited_)
        --box_->promised_;
      T message = std::move(box_->messages_.front());
      box_->messages_.pop_front();
      return message;
    }

   private:
    Mailbox* box_;
    bool waited_ = false;
  };
  Receive receive() { return Receive(*this); }

 private:
  std::deque<T> messages_;
  std::size_t promised_ = 0;
};

}  // namespace dawdle
