// Event, Latch, Barrier, Milestone: four ways for processes to wait for each other.
#pragma once

#include "sim/core/signal.hpp"

#include <cstdint>

namespace dawdle {

// Happens once (until reset); those who come later do not wait.
class Event final : public Signal {
 public:
  explicit Event(Clock& clock, Name name = {"event"}) : Signal(clock, name) {}
  void set() {
    set_ = true;
    wake_all();
  }
  void reset() { set_ = false; }
  bool ready() const override { return set_; }
  Wait wait() { return Wait(*this); }

 private:
  bool set_ = false;
};

// Opens when it has been counted down n times.
class Latch final : public Signal {
 public:
  Latch(Clock& clock, std::int64_t n, Name name = {"latch"}) : Signal(clock, name), left_(n) {}
  void count_down() {
    if (--left_ == 0)
      wake_all();
  }
  bool ready() const override { return left_ <= 0; }
  std::string describe() const override;
  Wait wait() { return Wait(*this); }

 private:
  std::int64_t left_;
};

// n processes arrive; the last lets all go on, and the barrier is ready for the next round.
class Barrier final : public Signal {
 public:
  Barrier(Clock& clock, std::int64_t n, Name name = {"barrier"}) : Signal(clock, name), n_(n) {}
  // co_await barrier.arrive(). To be awaited at once: arriving happens on the call.
  Wait arrive() {
    open_ = ++arrived_ == n_;
    if (open_) {
      arrived_ = 0;
      wake_all();
    }
    return Wait(*this);
  }
  bool ready() const override { return open_; }
  std::string describe() const override;

 private:
  std::int64_t n_;
  std::int64_t arrived_ = 0;
  bool open_ = false;  // read by the process that just arrived, before any other can run
};

// A number that only grows; processes wait for it to reach theirs.
class Milestone final : public Signal {
 public:
  explicit Milestone(Clock& clock, double value = 0, Name name = {"milestone"}) : Signal(clock, name), value_(value) {}
  double value() const { return value_; }
  void raise(double value);

  Wait at_least(double threshold) { return Wait(*this, threshold); }
  bool ready() const override { return false; }
  bool reached(double threshold) const override { return value_ >= threshold; }
  std::string describe() const override;

 private:
  double value_;
};

}  // namespace dawdle
