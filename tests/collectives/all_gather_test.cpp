// AllGather: everybody's bytes to everybody.
#include "sim/collectives/all_gather.hpp"
#include "sim/network/star.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <stdexcept>

using namespace dawdle;

namespace {

constexpr double alpha = 10e-6, card = 1.25e9;

Process gathers(AllGather& all, Worker& worker, Clock& clock, double late, double bytes, double& end) {
  co_await clock.delay(late);
  co_await all.run(worker, bytes);
  end = clock.now();
}

struct Outcome {
  std::vector<double> end, sent, received;  // by worker
  std::uint64_t propagated = 0;
};

// The last of p workers starts late.
Outcome gather(int p, std::vector<int> members, std::vector<double> bytes, Road road, double late = 0) {
  Star star;
  star.latency = alpha;
  star.bandwidth = {card};
  Clock clock;
  const auto network = star.build(clock, {p, 0});
  const ComputeModel compute;
  Cluster cluster(clock, *network, compute, p);
  AllGather all(cluster, road, members);
  const std::shared_ptr<Clock> stopped(&clock, [](Clock* c) { c->clear(); });  // before the network goes, come what may
  if (members.empty()) {
    members.resize(static_cast<std::size_t>(p));
    std::iota(members.begin(), members.end(), 0);
  }
  Outcome out;
  out.end.resize(members.size());
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    Worker& worker = cluster.workers[static_cast<std::size_t>(members[rank])];
    const double start = rank + 1 == members.size() ? late : 0;
    clock.spawn(gathers(all, worker, clock, start, bytes[rank % bytes.size()], out.end[rank]), {"worker", worker.id});
  }
  clock.run();
  for (int host = 0; host < p; ++host) {
    out.sent.push_back(network->traffic(host).sent);
    out.received.push_back(network->traffic(host).received);
  }
  out.propagated = all.propagated();
  return out;
}

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b); }

}  // namespace

TEST_CASE("an AllGather takes p-1 steps of everybody's bytes, and gives each the bytes of all others") {
  for (int p : {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31, 64})
    for (double c : {0.0, 1.0, 1e3, 1e7})
      for (Road road : {Road::any, Road::messages})
        for (double late : {0.0, 2.0}) {
          CAPTURE(p);
          CAPTURE(c);
          const Outcome got = gather(p, {}, {c}, road, late);
          CHECK(got.propagated == (road == Road::any));
          CHECK(close(*std::max_element(got.end.begin(), got.end.end()), late + (p - 1) * (alpha + c / card)));
          for (double bytes : got.sent) CHECK(close(bytes, (p - 1) * c));
          for (double bytes : got.received) CHECK(close(bytes, (p - 1) * c));
        }
}

TEST_CASE("an AllGather of a group leaves the others alone") {
  const Outcome got = gather(6, {5, 1, 2}, {1e6}, Road::any);
  for (double end : got.end) CHECK(close(end, 2 * (alpha + 1e6 / card)));
  CHECK(got.sent[0] == 0);
  CHECK(close(got.sent[5], 2e6));
}

TEST_CASE("members who bring different bytes are told so") {
  CHECK_THROWS_WITH_AS(gather(3, {}, {100, 200}, Road::any),
                       doctest::Contains("expected the same bytes of all in a collective, got 300 and 600"),
                       std::exception);
}
