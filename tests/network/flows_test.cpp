#include "sim/core/event.hpp"
#include "sim/network/fair_link.hpp"
#include "sim/network/max_min.hpp"
#include "sim/network/star.hpp"
#include "tests/network/messages.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <functional>

#include "sim/core/random.hpp"

using namespace dawdle;

namespace {

// Routes given flow by flow, over links given by their capacities: the exact road alone.
class Routed final : public Network {
 public:
  Routed(Clock& clock, std::vector<double> capacity, std::vector<std::vector<LinkId>> routes)
      : Network(clock, routes.size()), solver_(clock, std::move(capacity)), routes_(std::move(routes)) {}
  double delay(Host, Host) const override { return 0; }
  double bandwidth(Host, Host) const override { return 0; }

 private:
  void carry(Flow& flow) override { solver_.start(flow, routes_[static_cast<std::size_t>(flow.from)]); }
  MaxMin solver_;
  std::vector<std::vector<LinkId>> routes_;
};

using Build = std::function<std::unique_ptr<Network>(Clock&)>;

std::vector<double> ends(const Build& build, const std::vector<Message>& messages) {
  Clock clock;
  auto network = build(clock);
  return ends_on(clock, *network, messages);
}

Build routed(std::vector<double> capacity, std::vector<std::vector<LinkId>> routes) {
  return [=](Clock& clock) { return std::make_unique<Routed>(clock, capacity, routes); };
}

Build star(Star options, int workers) {
  return [=](Clock& clock) { return options.build(clock, {workers, 1}); };
}

Star plain(double bandwidth, double latency = 0) {
  Star s;
  s.bandwidth = {bandwidth};
  s.latency = latency;
  return s;
}

}  // namespace

TEST_CASE("N11: N senders at once on one fair link all end at N n/B") {
  for (int n : {1, 2, 3, 16, 257}) {
    std::vector<Message> messages;
    for (int i = 0; i < n; ++i) messages.push_back({i, n, 0, 1e8});
    check_close(ends(star(plain(1.25e9), n), messages), std::vector<double>(n, n * 1e8 / 1.25e9));
  }
}

TEST_CASE("N12: max-min over two links") {
  check_close(ends(routed({10, 4}, {{0, 1}, {0}, {1}}), {{0, 0 + 1, 0, 10}, {1, 0, 0, 16}, {2, 0, 0, 4}}), {3.5, 2, 2});
}

TEST_CASE("N13: arrivals in the middle of a transfer") {
  const std::vector<Message> messages = {{0, 3, 0, 1}, {1, 3, .5, 1}, {2, 3, .5, .25}};
  check_close(ends(star(plain(1), 3), messages), {1.75, 2.25, 1.25});
  check_close(ends(routed({1}, {{0}, {0}, {0}, {0}}), messages), {1.75, 2.25, 1.25});
}

TEST_CASE("N14: a parking lot") {
  check_close(
      ends(routed({1, 1, 1}, {{0, 1, 2}, {0}, {1}, {2}}), {{0, 1, 0, 1}, {1, 0, 0, 1}, {2, 0, 0, 1}, {3, 0, 0, 1}}),
      {2, 2, 2, 2});
}

TEST_CASE("latency is paid first and occupies no link; a message of no bytes pays it alone") {
  check_close(ends(star(plain(100, .25), 2), {{0, 2, 0, 50}, {1, 2, 0, 0}}), {.75, .25});
  Star s = plain(100, .25);
  s.overhead = .125;
  check_close(ends(star(s, 2), {{0, 2, 0, 50}}), {.875});
}

TEST_CASE("both directions of a card are free of each other") {
  check_close(ends(star(plain(10), 2), {{0, 2, 0, 10}, {2, 0, 0, 10}, {2, 1, 0, 10}}), {1, 2, 2});
}

TEST_CASE("a fifo server serves one message after another in order of arrival") {
  Star s = plain(10);
  s.sharing = "fifo";
  check_close(ends(star(s, 3), {{0, 3, 0, 10}, {1, 3, .5, 20}, {2, 3, .25, 10}}), {1, 4, 2});
}

TEST_CASE("slow workers leave the rest of a server's card to the others") {
  Star s = plain(10);
  s.bandwidth = {1, 10, 10};
  s.server_bandwidth = 10;
  check_close(ends(star(s, 3), {{0, 3, 0, 2}, {1, 3, 0, 9}, {2, 3, 0, 4.5}}), {2, 1.5, 1});
}

TEST_CASE("a worker's card that suddenly carries two flows is noticed") {
  // 0 and 1 push to the server (3) at half its rate each; at t=1 worker 0 also sends to 2, which takes nothing from
  // them as long as its card has as much to spare; at t=2 it has its card for itself.
  check_close(ends(star(plain(10), 3), {{0, 3, 0, 10}, {1, 3, 0, 20}, {0, 2, 1, 10}}), {2, 3, 2.5});
  // Twice the server: now worker 0's own card is the bottleneck.
  Star s = plain(10);
  s.server_bandwidth = 20;
  check_close(ends(star(s, 3), {{0, 3, 0, 20}, {1, 3, 0, 20}, {0, 2, 1, 10}}), {3, 2, 3});
}

TEST_CASE("the fast road, the exact road and a plain step-by-step reference agree on random arrivals") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Stream random = stream(seed, Purpose::network, 0);
    boost::random::uniform_real_distribution<> uniform(0, 1);
    const int n = 1 + static_cast<int>(seed) * 3;
    const double cap = seed % 2 ? .2 : 5;
    std::vector<Message> messages;
    std::vector<std::vector<LinkId>> routes;
    std::vector<double> capacity = {1};
    for (int i = 0; i < n; ++i) {
      messages.push_back({i, n, 3 * uniform(random), seed % 3 ? uniform(random) : .5});
      routes.push_back({0, static_cast<LinkId>(i + 1)});
      capacity.push_back(cap);
    }
    routes.push_back({0});
    // Reference: processor sharing, one small exact step from event to event.
    std::vector<double> left(n), expected(n);
    for (int i = 0; i < n; ++i) left[i] = messages[i].bytes;
    for (double t = 0; std::any_of(left.begin(), left.end(), [](double x) { return x > 0; });) {
      int active = 0;
      double next = 1e9;
      for (int i = 0; i < n; ++i) active += messages[i].start <= t && left[i] > 0;
      const double rate = std::min(1.0 / active, cap);
      for (int i = 0; i < n; ++i)
        if (left[i] > 0)
          next = std::min(next, messages[i].start <= t ? t + left[i] / rate : messages[i].start);
      for (int i = 0; i < n; ++i)
        if (left[i] > 0 && messages[i].start <= t) {
          left[i] -= rate * (next - t);
          if (left[i] < 1e-12) {
            left[i] = 0;
            expected[i] = next;
          }
        }
      t = next;
    }
    Star s = plain(cap);
    s.server_bandwidth = 1;
    check_close(ends(star(s, n), messages), expected);
    check_close(ends(routed(capacity, routes), messages), expected);
  }
}

TEST_CASE("what a host sent and received is counted in bytes") {
  Clock clock;
  auto network = plain(10).build(clock, {2, 1});
  double end = 0;
  clock.spawn(sends(clock, *network, {0, 2, 0, 30}, end));
  clock.spawn(sends(clock, *network, {1, 2, 0, 12}, end));
  clock.spawn(sends(clock, *network, {2, 1, 0, 5}, end));
  clock.run();
  CHECK(network->traffic(0).sent == 30);
  CHECK(network->traffic(2).received == 42);
  CHECK(network->traffic(2).sent == 5);
  CHECK(network->traffic(1).received == 5);
}
