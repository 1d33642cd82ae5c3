#include "sim/collectives/closed_form.hpp"

#include "models/portable_math.hpp"
#include "sim/collectives/communicator.hpp"
#include "sim/core/event.hpp"

#include <algorithm>
#include <limits>

namespace dawdle {

namespace {

class ClosedFormRun final : public AllReduce {
 public:
  explicit ClosedFormRun(const Communicator& group)
      : clock_(group.cluster().clock), group_(group), all_here_(clock_, group.size(), {"AllReduce"}) {
    const int p = group.size();
    if (p == 1)
      return;
    const Network& network = group.cluster().network;
    alpha_ = network.delay(group.host(0), group.host(1));
    double slowest = std::numeric_limits<double>::infinity();
    for (int rank = 0; rank < p; ++rank)
      slowest = std::min(slowest, network.bandwidth(group.host(rank), group.host((rank + 1) % p)));
    beta_ = 1 / slowest;
  }

  Task<> run(Worker& worker, double bytes) override {
    const double p = group_.size(), sent = 2 * (p - 1) / p * bytes;  // to the next rank
    const Time seconds = alpha_ * models::portable_log(p) / models::portable_log(2) + sent * beta_;
    worker.message = "reduce";
    co_await all_here_.arrive();
    co_await during(worker, clock_, Activity::transfer, clock_.delay(seconds));
    const int rank = group_.rank(worker);
    group_.cluster().network.count(group_.host(rank), group_.host((rank + 1) % group_.size()), sent);
  }

  std::string algorithm() const override { return std::string(ClosedForm::kind); }

 private:
  Clock& clock_;
  Communicator group_;
  Barrier all_here_;
  double alpha_ = 0;
  double beta_ = 0;
};

}  // namespace

std::unique_ptr<AllReduce> ClosedForm::on(Cluster& cluster, Road, std::vector<int> members) const {
  return std::make_unique<ClosedFormRun>(Communicator(cluster, std::move(members)));
}

}  // namespace dawdle
