// Collectives of one bucket after another while the ranks compute: the fast road against the slow one.
#include "tests/collectives/random_settings.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace collectives;

namespace {

// What each rank does in a step: bucket b is ready so long after the step's begin; its computation ends with the last.
struct Steps {
  std::vector<double> bytes;                 // by bucket
  std::vector<std::vector<double>> compute;  // by step and rank, seconds
  std::vector<double> ready;                 // by bucket, in shares of the computation, ascending to 1
};

Process train(Cluster& cluster, Worker& worker, Collective& collective, Steps& steps, double& end) {
  Clock& clock = cluster.clock;
  for (const std::vector<double>& compute : steps.compute) {
    const double begin = clock.now(), seconds = compute[static_cast<std::size_t>(worker.id)];
    worker.compute_until(begin + seconds, begin);
    for (std::size_t b = 0; b < steps.bytes.size(); ++b) {
      const Time ready = std::max(clock.now(), begin + steps.ready[b] * seconds);
      co_await during(worker, clock, Activity::wait, clock.until(ready));
      co_await collective.run(worker, steps.bytes[b]);
    }
  }
  worker.stop(clock.now());
  end = clock.now();
}

struct Trained {
  std::vector<double> end, compute, exposed, sent;
  std::uint64_t propagated = 0;
};

Trained run(const Planner& planner, Road road, const Setting& setting, Steps steps) {
  Star star;
  star.latency = setting.latency;
  star.bandwidth = setting.card;
  const int p = static_cast<int>(setting.start.size());
  Clock clock;
  const auto network = star.build(clock, {p, 0});
  const ComputeModel compute;
  Cluster cluster(clock, *network, compute, p);
  Collective collective(Communicator(cluster), planner, road);
  Trained out;
  out.end.resize(setting.start.size());
  for (Worker& worker : cluster.workers)
    clock.spawn(train(cluster, worker, collective, steps, out.end[static_cast<std::size_t>(worker.id)]),
                {"rank", worker.id});
  clock.run();
  clock.clear();
  for (const Worker& worker : cluster.workers) {
    const auto seconds = [&worker](Activity what) { return worker.seconds[static_cast<std::size_t>(what)]; };
    out.compute.push_back(seconds(Activity::compute));
    out.exposed.push_back(seconds(Activity::transfer) + seconds(Activity::wait));
    out.sent.push_back(network->traffic(worker.host).sent);
  }
  out.propagated = collective.propagated();
  return out;
}

// Computation and exchange of about the same length, so that buckets come both before and after they are waited for.
Steps random_steps(Draws& draw, const Setting& setting) {
  const int p = static_cast<int>(setting.start.size()), buckets = draw.integer(1, 6);
  Steps steps;
  for (int b = 0; b < buckets; ++b)
    steps.bytes.push_back(draw.integer(0, 4) == 0 ? 0 : setting.bytes * draw.real(0, 1));
  steps.ready = draw.reals(buckets, 0, 1);
  std::sort(steps.ready.begin(), steps.ready.end());
  steps.ready.back() = 1;
  const double longest = 2 * p * (setting.latency + setting.bytes / 1e9) + 1e-9;
  for (int t = draw.integer(1, 3); t > 0; --t) steps.compute.push_back(draw.reals(p, 0, longest));
  return steps;
}

}  // namespace

TEST_CASE("both roads give every rank the same ends when buckets follow each other beside random computations") {
  Draws draw(11);
  for (int trial = 0; trial < 60; ++trial) {
    const Setting setting = random_setting(draw);
    const Steps steps = random_steps(draw, setting);
    for (const Named& algorithm : all_reduces()) {
      CAPTURE(trial);
      CAPTURE(algorithm.name);
      const Trained fast = run(algorithm.plan, Road::any, setting, steps);
      const Trained slow = run(algorithm.plan, Road::messages, setting, steps);
      CHECK(fast.propagated == steps.bytes.size() * steps.compute.size());
      CHECK(slow.propagated == 0);
      const double time = *std::max_element(slow.end.begin(), slow.end.end());
      check_close(fast.end, slow.end, time);
      check_close(fast.compute, slow.compute, time);
      check_close(fast.exposed, slow.exposed, time);
      check_close(fast.sent, slow.sent, setting.bytes * 6);
    }
  }
}

TEST_CASE("a worker's computation and what it does after that add up to its time, and nothing beside counts") {
  Draws draw(12);
  for (int trial = 0; trial < 60; ++trial) {
    const Setting setting = random_setting(draw);
    const Steps steps = random_steps(draw, setting);
    for (Road road : {Road::any, Road::messages}) {
      const Trained out = run(named("ring", Ring()).plan, road, setting, steps);
      std::vector<double> computed(setting.start.size()), all;
      for (const std::vector<double>& compute : steps.compute)
        for (std::size_t i = 0; i < compute.size(); ++i) computed[i] += compute[i];
      for (std::size_t i = 0; i < computed.size(); ++i) all.push_back(out.compute[i] + out.exposed[i]);
      check_close(out.compute, computed, 1);
      check_close(all, out.end, 1);
    }
  }
}
