// What a process can wait for. A Signal keeps the list of those who wait; the nouns built on it (Event, Latch, Barrier,
// Milestone, Mailbox, Timer) say when they go on.
//
// A waiter lives in the awaiting coroutine's frame, so waiting allocates nothing. Those woken run in the order in which
// they began to wait, at the same instant, after what is already due.
#pragma once

#include "sim/core/clock.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace dawdle {

namespace detail {

// A coroutine that waits, for one signal or for the first of several.
struct Awaiting {
  std::coroutine_handle<> coroutine;
  Root* root = nullptr;
  bool woken = false;
  std::size_t which = 0;  // index of the signal that woke it
};

// Its place in the list of one signal.
struct Waiter {
  Awaiting* who = nullptr;
  std::size_t index = 0;
  double threshold = 0;  // Milestone only
  Waiter* previous = nullptr;
  Waiter* next = nullptr;
};

}  // namespace detail

class Signal {
 public:
  Signal(Clock& clock, Name name) : clock_(&clock), name_(name) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  Clock& clock() const { return *clock_; }
  virtual std::string describe() const { return name_.text(); }

  // A process that awaits a ready signal does not wait.
  virtual bool ready() const = 0;
  // The same for one that waits for a number (Milestone).
  virtual bool reached(double /*threshold*/) const { return ready(); }

  void add(detail::Waiter& w);
  void remove(detail::Waiter& w);
  bool has_waiters() const { return first_ != nullptr; }

 protected:
  ~Signal() = default;
  void wake(detail::Waiter& w);  // takes it off the list and schedules it, unless another signal woke it already
  void wake_first() { wake(*first_); }
  void wake_all() {
    while (first_) wake(*first_);
  }
  detail::Waiter* first() const { return first_; }

 private:
  Clock* clock_;
  Name name_;
  detail::Waiter* first_ = nullptr;
  detail::Waiter* last_ = nullptr;
};

// co_await wait(signal)
class Wait {
 public:
  explicit Wait(Signal& signal, double threshold = 0) : signal_(&signal) { place_.threshold = threshold; }
  bool await_ready() const { return signal_->reached(place_.threshold); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> h) {
    who_ = {h, h.promise().root};
    place_.who = &who_;
    who_.root->waiting_for = signal_;
    signal_->add(place_);
  }
  void await_resume() const noexcept {}

 private:
  Signal* signal_;
  detail::Awaiting who_;
  detail::Waiter place_;
};

// Something to wait for beside others: a signal, or a milestone and the number it has to reach.
struct Goal {
  Goal(Signal& s, double t = 0) : signal(&s), threshold(t) {}
  Signal* signal;
  double threshold;
};

// co_await any_of(a, b, ...): goes on when the first of them is ready; gives its index (the lowest of several).
template <std::size_t N>
class AnyOf {
 public:
  explicit AnyOf(std::array<Goal, N> goals) : goals_(goals) {}
  bool await_ready() {
    for (std::size_t i = 0; i < N; ++i)
      if (goals_[i].signal->reached(goals_[i].threshold)) {
        who_.which = i;
        return true;
      }
    return false;
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> h) {
    who_.coroutine = h;
    who_.root = h.promise().root;
    who_.root->waiting_for = goals_[0].signal;
    for (std::size_t i = 0; i < N; ++i) {
      places_[i].who = &who_;
      places_[i].index = i;
      places_[i].threshold = goals_[i].threshold;
      goals_[i].signal->add(places_[i]);
    }
  }
  std::size_t await_resume() {
    if (who_.woken)
      for (std::size_t i = 0; i < N; ++i)
        if (i != who_.which)
          goals_[i].signal->remove(places_[i]);
    return who_.which;
  }
  // Whether the i-th has come; the process may be yet to go on.
  bool woken_by(std::size_t i) const { return who_.woken && who_.which == i; }

 private:
  std::array<Goal, N> goals_;
  std::array<detail::Waiter, N> places_;
  detail::Awaiting who_;
};

template <class... G>
auto any_of(G&&... goals) {
  return AnyOf<sizeof...(G)>({Goal(goals)...});
}

}  // namespace dawdle
