// The simulated clock: it owns the processes and runs them in order of (time, sequence).
//
// Invariants:
//   1. Time never goes back. Time is in seconds.
//   2. Of two things due at the same time, the one scheduled first runs first.
//   3. The order depends on nothing but the program: no addresses, no wall clock, no threads.
// A clock and all that lives on it belong to one thread; different clocks may run on different threads.
#pragma once

#include "sim/core/process.hpp"
#include "sim/core/queue.hpp"

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace dawdle {

using Time = double;  // seconds

// Something to be told when its time comes. Cheaper than a process for machinery such as a link. It must outlive
// its turn: an alarm can't be withdrawn (Timer, in timer.hpp, can).
class Alarm {
 public:
  virtual void ring() = 0;
  virtual bool withdrawn() const { return false; }  // nothing will happen when it rings: the clock may drop it
  virtual void drop() {}                            // the clock drops it without ringing

 protected:
  ~Alarm() = default;
};

// A process threw: what() says who, when and what; the cause is nested inside (std::rethrow_if_nested).
struct ProcessError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Nothing is left to happen, yet processes live: what() names each and what it waits for.
struct Deadlock : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Time stands still: so much happened at one instant that no end is in sight. what() names the instant and a process.
struct Standstill : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  ~Clock() { clear(); }

  Time now() const { return now_; }
  std::uint64_t events() const { return sequence_; }     // scheduled so far
  bool idle() const { return foreground_ == 0; }         // nothing more will happen by itself, background aside
  std::size_t waiting() const { return later_.size(); }  // scheduled for later, cancelled timers included

  // Takes the process over; it starts at this instant, after what is already due. A `background` process may be left
  // waiting at the end of the run without that being a deadlock; what it waits for until_in_background() does not keep
  // the run going either.
  void spawn(Process process, Name name = {}, bool background = false);

  // Runs until nothing is left, or stop() was called, or the next thing lies after `until` (the clock then stands at
  // `until`). Throws ProcessError, Deadlock, Standstill.
  void run(Time until = kForever);

  // Something other than time brought the end of the run nearer: not a standstill, though time may stand.
  void progressed() { instant_ = turn_; }

  // After the current event, run() returns. Nothing is resumed until run() is called again.
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

  // A flag another thread or a signal handler may set: run() then returns as after stop(). Looked at every 64 events.
  void watch(const std::atomic<bool>& interrupt) { interrupt_ = &interrupt; }

  // Destroys every live process. Call it before anything that their frames refer to dies.
  void clear() noexcept;

  // co_await clock.delay(dt): dt >= 0 seconds; co_await clock.until(t): t >= now.
  auto delay(Time dt) { return Delay{this, now_ + dt}; }
  auto until(Time t) { return Delay{this, t}; }
  // co_await, for what goes on for ever beside a run: evaluations, the traffic of others.
  auto until_in_background(Time t) { return Delay{this, t, kBackground}; }

  void at(Time t, Alarm& alarm) { schedule(t, tag(alarm)); }
  void at_in_background(Time t, Alarm& alarm) { schedule(t, {tag(alarm).bits | kBackground}); }
  void wake(std::coroutine_handle<> waiting) {
    now_queue_.push({reinterpret_cast<std::uintptr_t>(waiting.address())});
    ++sequence_;
    ++foreground_;
  }

  static constexpr Time kForever = std::numeric_limits<Time>::infinity();

 private:
  friend void detail::process_ended(Root&) noexcept;
  friend class Timer;

  // A coroutine's address, or an alarm's with the lowest bit set: 8 bytes in the heap, and no second kind of entry.
  // Both are multiples of 4.
  struct Item {
    std::uintptr_t bits = 0;
  };
  static constexpr std::uintptr_t kAlarm = 1, kBackground = 2;

  struct Delay {
    Clock* clock;
    Time time;
    std::uintptr_t background = 0;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) {
      clock->schedule(time, {reinterpret_cast<std::uintptr_t>(h.address()) | background});
    }
    void await_resume() const noexcept {}
  };

  static Item tag(Alarm& alarm) { return {reinterpret_cast<std::uintptr_t>(&alarm) | kAlarm}; }
  static void* address_of(Item item) { return reinterpret_cast<void*>(item.bits & ~(kAlarm | kBackground)); }
  static Alarm* alarm_of(Item item) { return item.bits & kAlarm ? static_cast<Alarm*>(address_of(item)) : nullptr; }
  void schedule(Time t, Item item);
  void dispatch(Item item);
  void bury();
  [[noreturn]] void report(Root& failed);
  void check_for_deadlock();
  void check_for_standstill();
  void note_withdrawal();

  Time now_ = 0;
  std::uint64_t turn_ = 0;     // events run
  std::uint64_t instant_ = 0;  // of those, when the time last changed or somebody progressed()
  std::uint64_t processes_ = 0;
  std::uint64_t most_processes_ = 0;  // alive at once
  std::uint64_t sequence_ = 0;
  std::uint64_t foreground_ = 0;  // of what is scheduled
  bool stopped_ = false;
  std::size_t withdrawn_ = 0;  // of the alarms in later_, at most
  LaterQueue<Item> later_;
  NowQueue<Item> now_queue_;
  Root* live_ = nullptr;
  std::vector<Root*> ended_;
  const std::atomic<bool>* interrupt_ = nullptr;
};

}  // namespace dawdle
