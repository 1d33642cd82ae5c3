// An AllReduce among some of the workers, while others do as they like.
#include "sim/collectives/all_reduce.hpp"
#include "sim/collectives/arithmetic.hpp"
#include "sim/collectives/closed_form.hpp"
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <cmath>

using namespace collectives;

namespace {

constexpr double alpha = 10e-6, card = 1.25e9, n = 1e8;

double ring_seconds(int p) { return 2 * (p - 1) * alpha + 2.0 * (p - 1) / p * n / card; }

struct OnAStar {
  explicit OnAStar(int p) : network(star().build(clock, {p, 0})), cluster(clock, *network, compute, p), end(p, -1) {}

  // Each of them, `late` seconds from the start, takes part `rounds` times in every one of the groups, in turn.
  void spawn(const std::vector<int>& workers, std::vector<AllReduce*> groups, double late = 0, int rounds = 1) {
    for (int id : workers) clock.spawn(take_turns(id, groups, late, rounds), {"worker", id});
  }
  Process take_turns(int id, std::vector<AllReduce*> groups, double late, int rounds) {
    Worker& worker = cluster.workers[static_cast<std::size_t>(id)];
    co_await clock.delay(late);
    for (int round = 0; round < rounds; ++round)
      for (AllReduce* group : groups) co_await group->run(worker, n);
    end[static_cast<std::size_t>(id)] = clock.now();
  }

  static Star star() {
    Star star;
    star.latency = alpha;
    star.bandwidth = {card};
    return star;
  }

  Clock clock;
  std::unique_ptr<Network> network;
  ComputeModel compute;
  Cluster cluster;
  std::vector<double> end;  // by worker; -1: it took no part
};

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b); }

}  // namespace

TEST_CASE("two groups at once on a star cost each its own ring, whichever workers they are") {
  OnAStar run(7);
  const std::vector<int> some = {6, 0, 3, 2}, others = {4, 1};
  const Ring ring;
  const auto first = ring.on(run.cluster, Road::any, some), second = ring.on(run.cluster, Road::any, others);
  run.spawn(some, {first.get()});
  run.spawn(others, {second.get()}, 0.01, 3);
  run.clock.run();
  for (int id : some) CHECK(close(run.end[static_cast<std::size_t>(id)], ring_seconds(4)));
  for (int id : others) CHECK(close(run.end[static_cast<std::size_t>(id)], 0.01 + 3 * ring_seconds(2)));
  CHECK(run.end[5] == -1);
  run.clock.clear();
}

TEST_CASE("while a group is at work nothing is computed instead of sent, for all share its members' cards") {
  const auto ends = [](Road road) {
    OnAStar run(6);
    const Ring ring;
    const std::vector<int> early = {0, 1, 2, 3}, late = {4, 5};
    const auto all = ring.on(run.cluster, road), group = ring.on(run.cluster, road, late);
    run.spawn(early, {all.get()});
    run.spawn(late, {group.get(), all.get()});
    run.clock.run();
    run.clock.clear();
    return run.end;
  };
  const std::vector<double> end = ends(Road::any);
  CHECK(end == ends(Road::messages));
  // Worker 3 sends pieces to 4 while 5 does so in the group.
  CHECK(end[4] > ring_seconds(2) + ring_seconds(6) + 1e-3);
}

TEST_CASE("a group adds in the order of its members") {
  std::vector<std::vector<float>> own = {{1e8f}, {-1e8f}, {1}};
  const auto sum = [&](std::vector<std::size_t> members) {
    std::vector<std::vector<float>> copies = own;
    std::vector<std::span<float>> spans;
    for (std::size_t id : members) spans.emplace_back(copies[id]);
    run_on_vectors<float>(*BinomialTree().plan(static_cast<int>(members.size()), 4), spans);
    return copies[members.back()][0];
  };
  CHECK(sum({0, 1, 2}) == 1);  // (1e8 - 1e8) + 1
  CHECK(sum({0, 2, 1}) == 0);  // (1e8 + 1) - 1e8
}

TEST_CASE("a group of one is free, whatever the algorithm") {
  OnAStar run(3);
  const Communicator alone(run.cluster, {1});
  for (const Named& algorithm : all_reduces()) {
    CAPTURE(algorithm.name);
    Collective collective(alone, algorithm.plan, Road::any);
    run.spawn({1}, {&collective});
    run.clock.run();
    CHECK(run.end[1] == 0);
  }
  const auto formula = ClosedForm().on(run.cluster, Road::any, {1});
  run.spawn({1}, {formula.get()});
  run.clock.run();
  CHECK(run.end[1] == 0);
  run.clock.clear();
}

TEST_CASE("every algorithm takes a group as long as a cluster of its size, however its members are numbered") {
  const std::vector<int> members = {8, 1, 5, 2, 7, 4, 0}, everybody = {0, 1, 2, 3, 4, 5, 6};
  for (const Named& algorithm : all_reduces()) {
    CAPTURE(algorithm.name);
    OnAStar whole(7), part(9);
    Collective of_all(Communicator(whole.cluster), algorithm.plan, Road::any);
    Collective of_some(Communicator(part.cluster, members), algorithm.plan, Road::any);
    whole.spawn(everybody, {&of_all}, 0, 2);
    part.spawn(members, {&of_some}, 0, 2);
    whole.clock.run();
    part.clock.run();
    CHECK(of_all.propagated() == 2);
    CHECK(of_some.propagated() == 0);
    for (std::size_t rank = 0; rank < members.size(); ++rank)
      CHECK(close(part.end[static_cast<std::size_t>(members[rank])], whole.end[rank]));
    whole.clock.clear();
    part.clock.clear();
  }
}

TEST_CASE("the closed form of a group counts its members only") {
  OnAStar run(6);
  const std::vector<int> members = {3, 1};
  const auto formula = ClosedForm().on(run.cluster, Road::any, members);
  run.spawn(members, {formula.get()});
  run.clock.run();
  for (int id : members) CHECK(close(run.end[static_cast<std::size_t>(id)], alpha + n / card));
  run.clock.clear();
}

TEST_CASE("a group names the member that is not there, or there twice") {
  OnAStar run(3);
  CHECK_THROWS_WITH(Ring().on(run.cluster, Road::any, {0, 3}), "expected workers 0 to 2, got 3");
  CHECK_THROWS_WITH(Ring().on(run.cluster, Road::any, {0, 2, 0}), "expected every worker once, got 0 twice");
}
