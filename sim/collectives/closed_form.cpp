#include "sim/collectives/closed_form.hpp"

#include "models/portable_math.hpp"
#include "sim/core/event.hpp"

#include <algorithm>
#include <limits>

namespace dawdle {

namespace {

class ClosedFormRun final : public AllReduce {
 public:
  explicit ClosedFormRun(Cluster& cluster)
      : cluster_(cluster), all_here_(cluster.clock, cluster.size(), {"AllReduce"}) {
    const int p = cluster.size();
    if (p == 1)
      return;
    alpha_ = cluster.network.delay(0, 1);
    double slowest = std::numeric_limits<double>::infinity();
    for (int rank = 0; rank < p; ++rank) slowest = std::min(slowest, cluster.network.bandwidth(rank, (rank + 1) % p));
    beta_ = 1 / slowest;
  }

  Task<> run(Worker& worker, double bytes) override {
    const double p = cluster_.size();
    const Time seconds = alpha_ * models::portable_log(p) / models::portable_log(2) + 2 * (p - 1) / p * bytes * beta_;
    co_await all_here_.arrive();
    co_await during(worker, cluster_.clock, Activity::transfer, cluster_.clock.delay(seconds));
  }

  std::string algorithm() const override { return std::string(ClosedForm::kind); }

 private:
  Cluster& cluster_;
  Barrier all_here_;
  double alpha_ = 0;
  double beta_ = 0;
};

}  // namespace

std::unique_ptr<AllReduce> ClosedForm::on(Cluster& cluster, Road) const {
  return std::make_unique<ClosedFormRun>(cluster);
}

}  // namespace dawdle
