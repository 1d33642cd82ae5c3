// One link that its flows share equally, in virtual time: O(log n) per start or end, exact.
//
// Virtual time V is the number of bytes every flow present has been given: dV/dt = min(capacity/n, cap). A flow of b
// bytes that starts at V ends when V reaches V + b, whoever else comes or goes, so the order of ends never changes and
// a heap of them suffices (Demers et al. 1989; processor sharing). V restarts at 0 whenever the link falls idle.
#pragma once

#include "sim/network/network.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace dawdle {

class FairLink final : Alarm {
 public:
  // capacity: bytes/s of the link. cap: bytes/s that one flow may use at most.
  FairLink(Clock& clock, double capacity, double cap = std::numeric_limits<double>::infinity())
      : clock_(&clock), capacity_(capacity), cap_(cap) {}

  void start(Flow& flow);
  std::size_t flows() const { return flows_.size(); }
  // REQUIRES: no flows.
  void set_capacity(double bytes_per_second) { capacity_ = bytes_per_second; }
  // visit(flow, bytes it still has to carry as of now) for each.
  template <class Visit>
  void for_each_flow(const Visit& visit) const {
    const double now = virtual_now();
    for (const Entry& e : flows_) visit(*e.flow, std::max(0.0, e.finish - now));
  }

  // Ends the service here: every flow with its bytes still to carry in `remaining`, in the order of their ends.
  std::vector<Flow*> evict();

 private:
  struct Entry {
    double finish;  // virtual
    std::uint64_t order;
    Flow* flow;
    bool operator<(const Entry& o) const { return finish > o.finish || (finish == o.finish && order > o.order); }
  };

  void ring() override;
  void advance();
  void arm();
  // REQUIRES: some flow.
  double virtual_now() const { return virtual_ + (clock_->now() - updated_) * rate(); }
  double rate() const { return std::min(capacity_ / static_cast<double>(flows_.size()), cap_); }

  Clock* clock_;
  double capacity_;
  double cap_;
  double virtual_ = 0;
  Time updated_ = 0;                                      // when virtual_ was right
  Time due_ = 0;                                          // when the first flow ends, as things stand
  Time armed_ = std::numeric_limits<double>::infinity();  // the next ring that counts
  std::uint64_t order_ = 0;
  std::vector<Entry> flows_;  // a heap, first end on top
};

}  // namespace dawdle
