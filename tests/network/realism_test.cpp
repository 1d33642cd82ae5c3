#include "sim/core/event.hpp"
#include "sim/network/star.hpp"
#include "tests/network/messages.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <functional>

using namespace dawdle;

namespace {

// Ends of messages among four workers with cards of 10 bytes/s, and a server.
std::vector<double> ends(const std::function<void(Star&)>& change, const std::vector<Message>& messages) {
  Star star;
  star.bandwidth = {10};
  star.latency = 0;
  change(star);
  Clock clock;
  const auto network = star.build(clock, {4, 1});
  return ends_on(clock, *network, messages);
}

}  // namespace

TEST_CASE("a message uses no more than its cap, and leaves the rest to others") {
  const auto capped = [](Star& s) { s.realism.flow_bandwidth = 4; };
  check_close(ends(capped, {{0, 1, 0, 8}}), {2});
  check_close(ends(capped, {{0, 1, 0, 8}, {0, 2, 0, 8}, {0, 3, 1, 8}}), {2.2, 2.2, 3.2});
  check_close(ends(capped, {{0, 4, 0, 8}, {1, 4, 0, 8}}), {2, 2});  // virtual time
  check_close(ends(capped, {{0, 4, 0, 8}, {1, 4, 0, 8}, {2, 4, 0, 8}}), {2.4, 2.4, 2.4});
}

TEST_CASE("packets carry headers") {
  for (double bytes : {1.0, 9.0, 10.0, 11.0, 1000.0}) {
    const double wire = bytes + std::ceil(bytes / 10) * 2;
    check_close(ends([](Star& s) { s.realism.mtu = 12, s.realism.header = 2; }, {{0, 1, 0, bytes}}), {wire / 10});
  }
}

TEST_CASE("a switch that stores and forwards costs one packet's time") {
  const auto change = [](Star& s) { s.realism.mtu = 5, s.realism.store_and_forward = true; };
  check_close(ends(change, {{0, 1, 0, 100}, {2, 3, 0, 2}}), {10.5, .4});
}

TEST_CASE("acknowledgements take their share of the reverse links") {
  const auto change = [](Star& s) { s.realism.acknowledgements = .25; };
  // One way alone: the acknowledgements have the other direction for themselves.
  check_close(ends(change, {{0, 1, 0, 100}}), {10});
  // Both ways: r + r/4 = 10 on each link.
  check_close(ends(change, {{0, 1, 0, 80}, {1, 0, 0, 80}}), {10, 10});
  // On a server's card too: two push, one pulls. The push of 2 shares only the server's receiving link.
  check_close(ends(change, {{0, 4, 0, 40}, {4, 0, 0, 80}}), {5, 9});
}

TEST_CASE("messages to a server that queues leave the crowds of their workers' cards alone") {
  const auto fifo = [](Star& s) { s.sharing = "fifo"; };
  const std::vector<Message> among_workers = {{0, 1, 0, 40}, {0, 2, 0, 10}, {0, 3, 2.5, 10}};
  std::vector<Message> all = among_workers;
  all.push_back({0, 4, 1, 1});
  std::vector<double> with_push = ends(fifo, all);
  check_close({with_push.back()}, {1.1});
  with_push.pop_back();
  check_close(with_push, ends(fifo, among_workers));
}

TEST_CASE("a message that queues keeps to its cap, and a server's card is shared with messages from server to server") {
  check_close(ends([](Star& s) { s.sharing = "fifo", s.realism.flow_bandwidth = 4; }, {{0, 4, 0, 8}}), {2});
  Star star;
  star.bandwidth = {10};
  star.latency = 0;
  for (const double late : {0.1, 0.3}) {  // who comes first
    Clock clock;
    const auto network = star.build(clock, {2, 2});
    const auto got = ends_on(clock, *network, {{0, 3, late, 30}, {2, 3, 0.4 - late, 30}});
    check_close({std::max(got[0], got[1])}, {6.1});
  }
}

TEST_CASE("slow start idles for acknowledgements until the window fills the pipe, and again after silence") {
  const auto change = [](Star& s) {
    s.latency = 1;  // round trip 2 s: 20 bytes fill the pipe
    s.realism.initial_window = 5;
    s.realism.silence = 3;
  };
  // Windows of 5 and 10 leave the sender idle for 2 - .5 and 2 - 1 s of a round trip each.
  const double first = 1 + 1.5 + 1 + 10;
  check_close(ends(change, {{0, 1, 0, 100}}), {first});
  check_close(ends(change, {{0, 1, 0, 4}}), {1 + .4});  // within the first window
  check_close(ends(change, {{0, 1, 0, 100}, {0, 1, 15, 100}, {0, 1, 40, 100}}), {first, 15 + 11, 40 + first});
}

TEST_CASE("background traffic takes its share, and does not keep a run from ending") {
  const auto change = [](Star& s) {
    s.background = {{.from = 0, .to = 1, .bytes = 10, .every = 4, .arrivals = "regular"}};
  };
  // Shared from 0 to 2 s, alone to 4 s, shared again: 10 + 20 + 10 bytes by 6 s, then alone.
  check_close(ends(change, {{0, 2, 0, 50}}), {7});
}

namespace {

Process waits(Event& event) { co_await event.wait(); }

}  // namespace

TEST_CASE("a deadlock is found in spite of background traffic") {
  Star star;
  star.background.emplace_back();
  Clock clock;
  const auto network = star.build(clock, {4, 0});
  Event never(clock, {"a sign"});
  clock.spawn(waits(never), {"worker", 0});
  CHECK_THROWS_AS(clock.run(), Deadlock);
  clock.clear();
}
