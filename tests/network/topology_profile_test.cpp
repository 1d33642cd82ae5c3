#include "sim/network/topologies/fully_connected.hpp"
#include "sim/network/topologies/ring.hpp"
#include "tests/network/topology_runs.hpp"

using namespace topology_runs;

namespace {

// Two hosts, 10 bytes/s between them, no latency.
FullyConnected pair() {
  FullyConnected topology;
  topology.cable = {.bandwidth = 10};
  return topology;
}

template <class T>
FullyConnected with(T profile) {
  FullyConnected topology = pair();
  topology.profiles.push_back(std::make_unique<T>(std::move(profile)));
  return topology;
}

Outage outage(std::vector<double> at, std::optional<double> duration) {
  Outage out;
  out.links = "h0->h1";
  out.at = std::move(at);
  out.duration = duration;
  return out;
}

template <class Error>
std::string message_of(const GraphTopology& topology, const std::vector<Message>& messages, Hosts hosts = {2, 0}) {
  Clock clock;
  const auto network = topology.build(clock, hosts);
  std::vector<double> ends(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) clock.spawn(sends(clock, *network, messages[i], ends[i]));
  std::string out;
  try {
    clock.run();
  } catch (const Error& e) {
    out = e.what() + network->stalled();
  }
  clock.clear();  // of alarms that are the network's
  return out;
}

}  // namespace

TEST_CASE("bandwidth changes at given times, for what is under way too") {
  Steps steps;
  steps.links = "h0->*";
  steps.at = {1, 3};
  steps.bandwidth = {5, 20};
  // 10 + 2 x 5 + 2 x 20 bytes by second 5; the way back is not touched.
  check_close(run(with(steps), {2, 0}, {{0, 1, 0, 60}, {1, 0, 0, 60}}).ends, {5, 6});
}

TEST_CASE("a half-duplex cable carries a message and its acknowledgements, alone or not") {
  FullyConnected topology = pair();
  topology.cable.duplex = false;
  topology.realism.acknowledgements = .5;
  const Run alone = run(topology, {2, 0}, {{0, 1, 0, 20}});
  check_close(alone.ends, {3});  // r + r/2 = 10
  check_close(alone.use.busy, {3});
  // The second, of no size to speak of, sends both to the solver.
  check_close(run(topology, {2, 0}, {{0, 1, 0, 20}, {1, 0, 1, 1e-12}}).ends, {3, 1});
  check_close(run(topology, {2, 0}, {{0, 1, 0, 20}, {0, 1, 0, 20}}).ends, {6, 6});
}

TEST_CASE("acknowledgements on a slower way back hold a message up, alone or not") {
  Steps slow;
  slow.links = "h1->h0";
  slow.at = {0};
  slow.bandwidth = {1};
  FullyConnected topology = with(slow);
  topology.realism.acknowledgements = .25;
  check_close(run(topology, {2, 0}, {{0, 1, 1, 20}}).ends, {6});  // r/4 = 1
  check_close(run(topology, {2, 0}, {{0, 1, 1, 20}, {0, 1, 2, 1e-12}}).ends, {6, 2});
}

TEST_CASE("packets wait for a link that is down, and no longer") {
  FullyConnected topology;
  topology.cable = {.bandwidth = 10};
  topology.profiles.push_back(std::make_unique<Outage>(outage({1}, 2)));
  topology.realism.mtu = 5;
  topology.realism.store_and_forward = true;
  check_close(run(topology, {2, 0}, {{0, 1, 2, 20}}).ends, {5});
  RingTopology ring;
  ring.cable = {.bandwidth = 10};
  ring.profiles.push_back(std::make_unique<Outage>(outage({1}, 2)));
  ring.realism = topology.realism;
  check_close(run(ring, {4, 0}, {{0, 2, 2, 20}}).ends, {5});  // half a second to forward, while it waits
}

TEST_CASE("an outage that ended a run at a message is over, though another goes on") {
  FullyConnected topology = with(outage({1.5}, 2));
  Outage fails = outage({1}, 1);
  fails.on_outage = "fail";
  topology.profiles.push_back(std::make_unique<Outage>(std::move(fails)));
  check_close(run(topology, {2, 0}, {{0, 1, 2.5, 10}}).ends, {4.5});
}

TEST_CASE("routes go round a link that is dead from the beginning") {
  for (int n : {5, 6, 7, 8, 9, 12}) {
    RingTopology ring;
    ring.cable = {.bandwidth = 10, .latency = 0};
    ring.profiles.push_back(std::make_unique<Outage>(outage({0}, {})));
    ring.profiles.back()->links = "h1->h0";
    for (Host to = 0; to < n; ++to)
      for (Host from = 0; from < n; ++from)
        if (from != to)
          check_close(run(ring, {n, 0}, {{from, to, 0, 10}}).ends, {1});
  }
}

TEST_CASE("changes come again in every period") {
  Steps steps;
  steps.at = {1, 2};
  steps.bandwidth = {5, 10};
  steps.period = 2;
  check_close(run(with(steps), {2, 0}, {{0, 1, 0, 55}}).ends, {7});
}

TEST_CASE("a message has the latency of the instant at which it sets out") {
  Steps steps;
  steps.at = {1};
  steps.latency = {.5};
  check_close(run(with(steps), {2, 0}, {{0, 1, .9, 10}, {1, 0, 1.1, 10}}).ends, {1.9, 2.6});
}

TEST_CASE("a random walk is the seed's, stays in its bounds, and differs from link to link") {
  RandomWalk walk;
  walk.every = .5;
  walk.step = .5;
  walk.least = .2;
  const std::vector<Message> messages = {{0, 1, 0, 200}, {1, 0, 0, 200}};
  const auto a = run(with(walk), {2, 0, 1}, messages), b = run(with(walk), {2, 0, 1}, messages),
             c = run(with(walk), {2, 0, 2}, messages);
  CHECK(a.ends == b.ends);
  CHECK(a.ends != c.ends);
  CHECK(a.ends[0] != a.ends[1]);
  for (double end : a.ends) {
    CHECK(end > 200 / 10.);
    CHECK(end < 200 / 2.);
  }
}

TEST_CASE("a latency walks as a bandwidth does, between its bounds") {
  RandomWalk walk;
  walk.of = "latency";
  walk.every = .5;
  walk.step = .5;
  walk.least = .5;
  walk.most = 2;
  std::vector<Message> messages;
  for (int i = 0; i < 40; ++i) messages.push_back({0, 1, 10.0 * i + .25, 0});
  FullyConnected far = with(walk);
  far.cable.latency = 1;
  const auto ends = run(far, {2, 0, 1}, messages).ends;
  double least = 1e9, most = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    least = std::min(least, ends[i] - messages[i].start);
    most = std::max(most, ends[i] - messages[i].start);
  }
  CHECK(most > least);
  CHECK(most <= 4.0001 * least);
}

TEST_CASE("messages wait for a link that is down, and the wait is not bandwidth offered") {
  const Run r = run(with(outage({1, 4}, 2)), {2, 0}, {{0, 1, 0, 30}, {0, 1, 1.5, 10}, {1, 0, 0, 30}});
  // Down from 1 to 3 and 4 to 6: the first has 20 bytes left at 3, the second all 10; 5 each by 4; then 5 each by 7.
  check_close(r.ends, {8, 7, 3});
  CHECK(r.use.samples.back().offered[0] == doctest::Approx(40));
  CHECK(r.use.samples.back().carried[0] == doctest::Approx(40));
}

TEST_CASE("outages come again in every period, and a run that needs them over is not stuck") {
  Outage o = outage({1}, 9);
  o.period = 10;
  check_close(run(with(std::move(o)), {2, 0}, {{0, 1, 0, 35}}).ends, {30.5});
}

TEST_CASE("a link that dies for good leaves a deadlock report that names link and message") {
  CHECK(message_of<Deadlock>(with(outage({1}, {})), {{0, 1, 0, 30}})
            .ends_with("the message of 30 bytes from h0 to h1 waits for the link h0->h1, which is down"));
  // Nor do links that vary for ever keep such a run going.
  FullyConnected topology = with(outage({1}, {}));
  topology.profiles.push_back(std::make_unique<RandomWalk>());
  CHECK(message_of<Deadlock>(topology, {{0, 1, 0, 30}}).find("h0->h1, which is down") != std::string::npos);
}

TEST_CASE("an outage that fails ends the run when a message meets it, and names both") {
  Outage fatal = outage({1}, 2);
  fatal.on_outage = "fail";
  CHECK(message_of<std::runtime_error>(with(fatal), {{0, 1, 0, 30}})
            .starts_with("the link h0->h1 is down at 1 s, and the message of 30 bytes from h0 to h1 needs it"));
  CHECK(message_of<std::runtime_error>(with(fatal), {{0, 1, 2, 30}}).find("is down at 2 s") != std::string::npos);
  CHECK(message_of<std::runtime_error>(with(fatal), {{0, 1, 3.5, 30}, {0, 1, 0, 9}}) == "");
}

TEST_CASE("routes avoid links that are dead from the start; without another way that is an error") {
  RingTopology ring;
  ring.cable = {.bandwidth = 10, .latency = 1};
  ring.profiles.push_back(std::make_unique<Outage>(outage({0}, {})));
  check_close(run(ring, {4, 0}, {{0, 1, 0, 0}, {1, 0, 0, 0}}).ends, {3, 1});
  Clock clock;
  CHECK(complaint([&] {
          with(outage({0}, {})).build(clock, {2, 0});
        }) == "expected a way between all hosts in use, but none leads from h0 to h1");
}

TEST_CASE("a profile of links that do not exist is an error") {
  Clock clock;
  Outage o = outage({0}, 1);
  o.links = "rack*";
  CHECK(complaint([&] {
          with(std::move(o)).build(clock, {2, 0});
        }) == "expected profiles of links that exist, but none matches \"rack*\"; one is \"h0->h1\"");
}
