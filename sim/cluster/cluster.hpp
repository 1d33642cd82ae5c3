// The workers of a run, the network between them, and how long they compute.
#pragma once

#include "sim/cluster/compute.hpp"
#include "sim/cluster/worker.hpp"
#include "sim/network/network.hpp"

#include <vector>

namespace dawdle {

struct Cluster {
  Cluster(Clock& c, Network& n, const ComputeModel& m, int count)
      : clock(c), network(n), compute_model(m), workers(static_cast<std::size_t>(count)) {
    for (int i = 0; i < count; ++i)
      workers[static_cast<std::size_t>(i)].id = workers[static_cast<std::size_t>(i)].host = i;
  }

  Clock& clock;
  Network& network;
  const ComputeModel& compute_model;
  std::vector<Worker> workers;
  Timeline* timeline = nullptr;  // what is recorded; null: nothing

  // From now on all that happens is told to the timeline, which outlives the run.
  void record(Timeline& to) {
    timeline = &to;
    for (Worker& worker : workers) worker.timeline = &to;
  }

  int size() const { return static_cast<int>(workers.size()); }
  Host server(int index = 0) const { return size() + index; }  // servers come after the workers

  // co_await: the worker's time is booked.
  auto send(Worker& worker, Host from, Host to, double bytes) {
    return during(worker, clock, Activity::transfer, network.send(from, to, bytes));
  }
};

}  // namespace dawdle
