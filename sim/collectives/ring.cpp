#include "sim/collectives/ring.hpp"

#include "sim/core/event.hpp"

#include <deque>

namespace dawdle {

namespace {

class RingRun final : public AllReduce {
 public:
  explicit RingRun(Cluster& cluster) : cluster_(cluster), passed_(cluster.workers.size()) {
    for (int rank = 0; rank < cluster.size(); ++rank)
      received_.emplace_back(cluster.clock, 0.0, Name{"a piece from the left neighbour of worker", rank});
  }

  Task<> run(Worker& worker, double bytes) override {
    const int p = cluster_.size();
    const Worker& right = cluster_.workers[static_cast<std::size_t>((worker.id + 1) % p)];
    Milestone& mine = received_[static_cast<std::size_t>(worker.id)];
    Milestone& rights = received_[static_cast<std::size_t>(right.id)];
    double& passed = passed_[static_cast<std::size_t>(worker.id)];
    for (int step = 0; step < 2 * (p - 1); ++step) {
      co_await cluster_.send(worker, worker.host, right.host, bytes / p);
      rights.raise(++passed);
      co_await mine.at_least(passed);
    }
  }

 private:
  Cluster& cluster_;
  std::vector<double> passed_;      // pieces each rank has sent, in all rounds
  std::deque<Milestone> received_;  // and has from its left neighbour
};

}  // namespace

std::unique_ptr<AllReduce> Ring::on(Cluster& cluster) const { return std::make_unique<RingRun>(cluster); }

}  // namespace dawdle
