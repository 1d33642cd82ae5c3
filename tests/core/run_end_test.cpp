// When a run is over, though something goes on beside it or time stands still.
#include "sim/core/clock.hpp"
#include "sim/core/event.hpp"

#include <doctest/doctest.h>
#include <cstdint>
#include <string>

using namespace dawdle;

namespace {

Process waits_for(Event& event) { co_await event.wait(); }

Process ticks(Clock& clock, int& count) {
  for (;; ++count) co_await clock.until_in_background(clock.now() + 1);
}

struct Chime final : Alarm {
  explicit Chime(Clock& c) : clock(c) { clock.at_in_background(0.5, *this); }
  void ring() override {
    ++count;
    clock.at_in_background(clock.now() + 1, *this);
  }
  Clock& clock;
  int count = 0;
};

Process sleeps(Clock& clock, Time dt) { co_await clock.delay(dt); }

Process spins(Clock& clock, double at, std::int64_t turns) {
  co_await clock.until(at);
  for (std::int64_t i = 0; i < turns; ++i) co_await clock.delay(0);
}

Process progresses(Clock& clock, std::int64_t turns, int times) {
  for (int i = 0; i < times; ++i) {
    for (std::int64_t turn = 0; turn < turns; ++turn) co_await clock.delay(0);
    clock.progressed();
  }
}

}  // namespace

TEST_CASE("a background process may wait for ever") {
  Clock clock;
  Event never(clock);
  clock.spawn(waits_for(never), {"traffic"}, true);
  CHECK_NOTHROW(clock.run());
}

TEST_CASE("what goes on in the background goes on beside a run, and neither prolongs it nor hides a deadlock") {
  for (const bool stuck : {false, true}) {
    Clock clock;
    int count = 0;
    clock.spawn(ticks(clock, count), {"evaluation"}, true);
    Chime chime(clock);
    Event never(clock);
    clock.spawn(sleeps(clock, 10.25), {"worker", 0});
    if (stuck)
      clock.spawn(waits_for(never), {"worker", 1});
    if (stuck)
      CHECK_THROWS_AS(clock.run(), Deadlock);
    else
      CHECK_NOTHROW(clock.run());
    CHECK(clock.now() == 10.25);
    CHECK(count == 10);
    CHECK(chime.count == 10);
    clock.clear();
  }
}

TEST_CASE("what rings in the background may be gone when the clock is cleared") {
  Clock clock;
  {
    Chime chime(clock);
    clock.spawn(sleeps(clock, 2.25), {"worker", 0});
    clock.run();
    CHECK(chime.count == 2);
  }
  CHECK(clock.waiting() == 1);
  clock.clear();
  CHECK(clock.waiting() == 0);
}

TEST_CASE("time that stands still is an error that names the instant and a process") {
  Clock clock;
  clock.spawn(spins(clock, 1.5, std::numeric_limits<std::int64_t>::max()), {"worker", 3});
  std::string said;
  try {
    clock.run(10);
  } catch (const Standstill& e) {
    said = e.what();
  }
  CHECK(said.starts_with("time stands still at 1.5 s: "));
  CHECK(said.ends_with("of 1 processes, such as worker 3"));
}

TEST_CASE("much at one instant is legal: for many processes, and while something draws nearer") {
  Clock many;
  for (int i = 0; i < 50'000; ++i) many.spawn(spins(many, 1, 60));
  CHECK_NOTHROW(many.run());
  Clock bounded;
  bounded.spawn(progresses(bounded, 1'000'000, 3));
  CHECK_NOTHROW(bounded.run());
}
