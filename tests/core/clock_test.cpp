#include "sim/core/clock.hpp"
#include "sim/core/event.hpp"
#include "sim/core/mailbox.hpp"
#include "sim/core/timer.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <string>
#include <thread>
#include <tuple>

using namespace dawdle;

namespace {

using Log = std::vector<std::pair<double, int>>;

Process ticker(Clock& clock, Log& log, int id, double dt, int times) {
  for (int i = 0; i < times; ++i) {
    co_await clock.delay(dt);
    log.emplace_back(clock.now(), id);
  }
}

Task<int> twice(Clock& clock, int x) {
  if (x % 2)
    co_await clock.delay(1);
  co_return 2 * x;
}

Task<int> deep(Clock& clock, int levels) {
  if (levels == 0) {
    co_await clock.delay(1);
    co_return 0;
  }
  const int below = co_await deep(clock, levels - 1);
  co_return below + 1;
}

Process sums(Clock& clock, int n, long& out) {
  for (int i = 0; i < n; ++i) {
    const int y = co_await twice(clock, i);
    out += y;
  }
}

Process nests(Clock& clock, int& out) { out = co_await deep(clock, 500); }

Task<> throws_later(Clock& clock) {
  co_await clock.delay(2.5);
  throw std::runtime_error("out of memory");
}

Process fails(Clock& clock) { co_await throws_later(clock); }

Process waits_for(Event& event) { co_await event.wait(); }

Process arrives(Clock& clock, Barrier& barrier, Log& log, int id) {
  for (int round = 0; round < 3; ++round) {
    co_await clock.delay(id + 1);
    co_await barrier.arrive();
    log.emplace_back(clock.now(), id);
  }
}

Process counts_down(Clock& clock, Latch& latch, double at) {
  co_await clock.delay(at);
  latch.count_down();
}

Process after_latch(Clock& clock, Latch& latch, double& when) {
  co_await latch.wait();
  when = clock.now();
}

Process at_least(Clock& clock, Milestone& m, double threshold, Log& log) {
  co_await m.at_least(threshold);
  log.emplace_back(clock.now(), static_cast<int>(threshold));
}

Process raises(Clock& clock, Milestone& m) {
  for (int v = 1; v <= 4; ++v) {
    co_await clock.delay(1);
    m.raise(v);
  }
}

Process sends(Clock& clock, Mailbox<std::string>& box) {
  box.send("a");
  co_await clock.delay(1);
  box.send("b");
  box.send("c");
}

Process receives(Clock& clock, Mailbox<std::string>& box, int n, std::string& got) {
  for (int i = 0; i < n; ++i) {
    const std::string message = co_await box.receive();
    got += message + std::to_string(static_cast<int>(clock.now()));
  }
}

Process first_of(Clock& clock, Event& a, Signal& b, std::vector<std::pair<double, std::size_t>>& out) {
  const std::size_t which = co_await any_of(a, b);
  out.emplace_back(clock.now(), which);
}

// Waits for the event, or a timer of its own.
Process stops(Clock& clock, Event& event, double seconds, std::vector<std::pair<double, std::size_t>>& out) {
  Timer timer(clock, seconds);
  const std::size_t which = co_await any_of(event, timer);
  out.emplace_back(clock.now(), which);
}

Process sets(Clock& clock, Event& event, double at) {
  co_await clock.delay(at);
  event.set();
}

}  // namespace

TEST_CASE("events run in order of time, and at one time in order of scheduling") {
  Log log;
  Clock clock;
  clock.spawn(ticker(clock, log, 0, 2.0, 3));
  clock.spawn(ticker(clock, log, 1, 3.0, 2));
  clock.spawn(ticker(clock, log, 2, 6.0, 1));
  clock.run();
  // At 6 s: process 2 asked first (at 0), then 1 (at 3), then 0 (at 4).
  CHECK(log == Log{{2, 0}, {3, 1}, {4, 0}, {6, 2}, {6, 1}, {6, 0}});
}

TEST_CASE("the order equals a sort by (time, sequence) for many processes with many ties") {
  Log log;
  Clock clock;
  for (int i = 0; i < 300; ++i) clock.spawn(ticker(clock, log, i, 1 + i % 7, 20));
  clock.run();
  CHECK(log.size() == 6000);
  // Of those due at one time the one that asked first comes first; of those, the one with the lower number.
  auto key = [](const std::pair<double, int>& e) {
    return std::tuple(e.first, e.first - (1 + e.second % 7), e.second);
  };
  CHECK(std::is_sorted(log.begin(), log.end(), [&](auto& a, auto& b) { return key(a) < key(b); }));
}

TEST_CASE("run until a time stops there, and goes on from there") {
  Log log;
  Clock clock;
  clock.spawn(ticker(clock, log, 0, 2.0, 3));
  clock.run(5);
  CHECK(clock.now() == 5);
  CHECK(log.size() == 2);
  clock.run();
  CHECK(log.size() == 3);
  CHECK(clock.now() == 6);
}

TEST_CASE("a delay into the past or of NaN is refused") {
  Clock clock;
  Log log;
  clock.spawn(ticker(clock, log, 0, -1.0, 1));
  CHECK_THROWS_AS(clock.run(), ProcessError);
  clock.spawn(ticker(clock, log, 0, std::nan(""), 1));
  CHECK_THROWS_AS(clock.run(), ProcessError);
}

TEST_CASE("a task returns its value, whether it suspends or not, a million times without growing the stack") {
  Clock clock;
  long sum = 0;
  clock.spawn(sums(clock, 1'000'000, sum));
  clock.run();
  CHECK(sum == 999'999'000'000);
  CHECK(clock.now() == 500'000);
  int depth = 0;
  clock.spawn(nests(clock, depth));
  clock.run();
  CHECK(depth == 500);
}

TEST_CASE("an exception arrives with the process's name and the simulated time, and its cause inside") {
  Clock clock;
  clock.spawn(fails(clock), {"worker", 3});
  try {
    clock.run();
    FAIL("nothing was thrown");
  } catch (const ProcessError& e) {
    CHECK(std::string(e.what()) == "worker 3 at 2.5 s: out of memory");
    CHECK_THROWS_WITH_AS(std::rethrow_if_nested(e), "out of memory", std::runtime_error);
  }
}

TEST_CASE("a deadlock names who waits for what") {
  Clock clock;
  Event green(clock, {"green light"});
  Barrier barrier(clock, 3, {"round"});
  Log log;
  clock.spawn(waits_for(green), {"worker", 0});
  clock.spawn(arrives(clock, barrier, log, 0), {"worker", 1});
  CHECK_THROWS_WITH_AS(clock.run(),
                       "deadlock at 1 s: nothing is left to happen, but 2 processes wait:\n"
                       "  worker 0 waits for green light\n"
                       "  worker 1 waits for round (1 of 3 have arrived)",
                       Deadlock);
}

TEST_CASE("a barrier lets its round go when the last arrives, again and again") {
  Clock clock;
  Barrier barrier(clock, 3);
  Log log;
  for (int i = 0; i < 3; ++i) clock.spawn(arrives(clock, barrier, log, i));
  clock.run();
  REQUIRE(log.size() == 9);
  for (std::size_t i = 0; i < 9; ++i) CHECK(log[i].first == 3.0 * static_cast<double>(i / 3 + 1));
}

TEST_CASE("a latch opens at the last count, and stays open") {
  Clock clock;
  Latch latch(clock, 3);
  double when = 0;
  double later = 0;
  for (double at : {1.0, 4.0, 2.0}) clock.spawn(counts_down(clock, latch, at));
  clock.spawn(after_latch(clock, latch, when));
  clock.run();
  clock.spawn(after_latch(clock, latch, later));
  clock.run();
  CHECK(when == 4);
  CHECK(later == 4);
}

TEST_CASE("a milestone wakes those whose number it reached, and does not stop those it has passed") {
  Clock clock;
  Milestone m(clock);
  Log log;
  for (double threshold : {3.0, 0.0, 1.0, 3.0}) clock.spawn(at_least(clock, m, threshold, log));
  clock.spawn(raises(clock, m));
  clock.run();
  CHECK(log == Log{{0, 0}, {1, 1}, {3, 3}, {3, 3}});
}

TEST_CASE("a mailbox keeps the order of messages and of receivers") {
  Clock clock;
  Mailbox<std::string> box(clock);
  std::string first, second;
  clock.spawn(receives(clock, box, 2, first));
  clock.spawn(receives(clock, box, 1, second));
  clock.spawn(sends(clock, box));
  clock.run();
  CHECK(first == "a0c1");
  CHECK(second == "b1");
}

TEST_CASE("any_of goes on with the first") {
  Clock clock;
  Event a(clock);
  Timer timer(clock, 2);
  std::vector<std::pair<double, std::size_t>> out;
  clock.spawn(first_of(clock, a, timer, out));
  clock.spawn(sets(clock, a, 3));
  clock.run();
  clock.spawn(first_of(clock, a, timer, out));
  clock.run();
  CHECK(out == std::vector<std::pair<double, std::size_t>>{{2, 1}, {3, 0}});
}

TEST_CASE("two signals at one instant wake an any_of once") {
  Clock clock;
  Event a(clock);
  std::vector<std::pair<double, std::size_t>> out;
  clock.spawn(sets(clock, a, 2));
  clock.run(1);
  Timer timer(clock, 1);
  clock.spawn(first_of(clock, a, timer, out));
  clock.run();
  CHECK(out == std::vector<std::pair<double, std::size_t>>{{2, 0}});
}

TEST_CASE("a timer that is destroyed never goes off") {
  Clock clock;
  Event a(clock);
  std::vector<std::pair<double, std::size_t>> out;
  clock.spawn(stops(clock, a, 10, out));
  clock.spawn(sets(clock, a, 4));
  clock.run();
  CHECK(out == std::vector<std::pair<double, std::size_t>>{{4, 0}});
}

TEST_CASE("a hundred thousand timers that are not waited out do not fill the heap") {
  Clock clock;
  Log log;
  for (int i = 0; i < 100'000; ++i) Timer timer(clock, 1e6 + i);
  clock.spawn(ticker(clock, log, 0, 1, 1));
  clock.run(2);
  CHECK(clock.waiting() < 1000);
}

TEST_CASE("a clock that is stopped resumes nothing, and can be destroyed with processes alive") {
  Log log;
  {
    Clock clock;
    Event never(clock);
    clock.spawn(ticker(clock, log, 0, 1, 100));
    clock.spawn(waits_for(never));
    clock.run(3);
  }
  CHECK(log.size() == 3);
}

namespace {

// An alarm that lives in a coroutine's frame, as a message does.
struct InFrame final : Alarm {
  explicit InFrame(int& d) : drops(&d) {}
  void ring() override {}
  void drop() override { ++*drops; }
  int* drops;
};

Process holds_alarm(Clock& clock, Event& never, int& drops) {
  InFrame alarm(drops);
  clock.at(clock.now() + 1, alarm);
  co_await never.wait();
}

}  // namespace

// Once clear() dropped alarms after the frames they lived in; seen by AddressSanitizer.
TEST_CASE("alarms are dropped before the frames they live in") {
  int drops = 0;
  Clock clock;
  Event never(clock);
  for (int i = 0; i < 10; ++i) clock.spawn(holds_alarm(clock, never, drops));
  clock.run(.5);
  clock.clear();
  CHECK(drops == 10);
}

TEST_CASE("two clocks on two threads do not meet") {
  auto simulate = [](Log& log) {
    Clock clock;
    for (int i = 0; i < 50; ++i) clock.spawn(ticker(clock, log, i, 1 + i % 7, 200));
    clock.run();
  };
  Log a, b;
  std::thread other([&] { simulate(a); });
  simulate(b);
  other.join();
  CHECK(a == b);
}
