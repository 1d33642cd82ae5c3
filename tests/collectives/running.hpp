// Every plan there is, and running one on a star: for the tests of this folder.
#pragma once

#include "sim/collectives/auto.hpp"
#include "sim/collectives/binomial_tree.hpp"
#include "sim/collectives/double_binary_tree.hpp"
#include "sim/collectives/hierarchical.hpp"
#include "sim/collectives/messages.hpp"
#include "sim/collectives/rabenseifner.hpp"
#include "sim/collectives/recursive_doubling.hpp"
#include "sim/collectives/ring.hpp"
#include "sim/collectives/torus_2d.hpp"
#include "sim/network/link_use.hpp"
#include "sim/network/star.hpp"

#include <functional>
#include <string>
#include <vector>

namespace collectives {

using namespace dawdle;

struct Named {
  std::string name;
  Planner plan;
};

template <class A>
Named named(std::string name, A algorithm) {
  return {std::move(name), [a = std::move(algorithm)](int p, double bytes) { return a.make_plan(p, bytes); }};
}

// Every AllReduce of messages, with options that make a difference.
inline std::vector<Named> all_reduces() {
  Hierarchical of_three, of_four;
  of_three.workers_per_node = 3;
  of_four.workers_per_node = 4;
  of_four.across = "rabenseifner";
  DoubleBinaryTree many_segments;
  many_segments.segment = 100;
  Auto open_mpi;
  open_mpi.rule = "openmpi";
  return {named("ring", Ring()),
          named("recursive_doubling", RecursiveDoubling()),
          named("rabenseifner", Rabenseifner()),
          named("binomial_tree", BinomialTree()),
          named("double_binary_tree", DoubleBinaryTree()),
          named("double_binary_tree, segments", many_segments),
          named("torus_2d", Torus2D()),
          named("hierarchical", Hierarchical()),
          named("hierarchical, 3", of_three),
          named("hierarchical, 4 rabenseifner", of_four),
          named("auto", Auto()),
          named("auto openmpi", open_mpi)};
}

struct Setting {
  std::vector<double> start;                     // seconds, by rank
  std::vector<std::vector<double>> pauses = {};  // before the later rounds, by round and rank
  std::vector<double> card = {1.25e9};           // bytes/s: one, or by rank
  double latency = 10e-6;
  double bytes = 100e6;
};

inline Setting together(int p, double bytes) {
  return {.start = std::vector<double>(static_cast<std::size_t>(p)), .bytes = bytes};
}

struct Outcome {
  std::vector<double> end, sent, received, transfer, wait;  // by rank
  std::uint64_t propagated = 0;                             // rounds on the fast road
  LinkUse links;
};

inline Process take_part(Cluster& cluster, Worker& worker, Collective& collective, const Setting& setting,
                         double& end) {
  const auto rank = static_cast<std::size_t>(worker.id);
  co_await cluster.clock.delay(setting.start[rank]);
  co_await collective.run(worker, setting.bytes);
  for (const std::vector<double>& pause : setting.pauses) {
    co_await cluster.clock.delay(pause[rank]);
    co_await collective.run(worker, setting.bytes);
  }
  worker.enter(Activity::wait, cluster.clock.now());
  end = cluster.clock.now();
}

// The setting's cards and latency are left to the topology.
inline Outcome run_on(const Topology& topology, const Planner& planner, Road road, const Setting& setting) {
  const int p = static_cast<int>(setting.start.size());
  Clock clock;
  const auto network = topology.build(clock, {p, 0});
  const ComputeModel compute;
  Cluster cluster(clock, *network, compute, p);
  Collective collective(Communicator(cluster), planner, road);
  Outcome out;
  out.end.resize(setting.start.size());
  for (Worker& worker : cluster.workers)
    clock.spawn(take_part(cluster, worker, collective, setting, out.end[static_cast<std::size_t>(worker.id)]),
                {"rank", worker.id});
  clock.run();
  clock.clear();
  for (const Worker& worker : cluster.workers) {
    out.sent.push_back(network->traffic(worker.host).sent);
    out.received.push_back(network->traffic(worker.host).received);
    out.transfer.push_back(worker.seconds[static_cast<std::size_t>(Activity::transfer)]);
    out.wait.push_back(worker.seconds[static_cast<std::size_t>(Activity::wait)]);
  }
  out.propagated = collective.propagated();
  out.links = network->link_use();
  return out;
}

inline Outcome run(const Planner& planner, Road road, const Setting& setting) {
  Star star;
  star.latency = setting.latency;
  star.bandwidth = setting.card;
  return run_on(star, planner, road, setting);
}

}  // namespace collectives
