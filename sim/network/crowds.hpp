// Flows that one link alone holds back, wherever else they go: virtual time instead of max-min, O(log n) for each start
// and end.
//
// A crowd is the flows of such a link, its bottleneck, of C bytes/s. On the other links of their routes
//   1. there are only flows of the crowd, and
//   2. there are at least C bytes/s to share.
// So such a link, which all of the crowd together give no more than C, never holds anybody back. Each of n flows gets
// C/n, and none could have more but at the cost of another with as little: max-min.
#pragma once

#include "sim/network/busy_time.hpp"
#include "sim/network/fabric.hpp"
#include "sim/network/fair_link.hpp"

#include <memory>
#include <vector>

namespace dawdle {

class Crowds {
 public:
  using Route = std::vector<LinkId>;

  // links: as they are at any time; they must outlive this.
  Crowds(Clock& clock, const std::vector<Link>& links) : clock_(&clock), links_(&links), use_(links.size()) {}

  bool idle(LinkId link) const { return use_[link].flows == 0; }
  // Whether a flow of that route gets no less than that link, which is on it, gives.
  bool limited_by(LinkId bottleneck, const Route& route) const;
  // The flow joins the crowd that uses its links; false: there is none, or it does not fit in.
  bool join(Flow& flow, const Route& route);
  // Two flows on links that nobody else uses become a crowd; false: they cannot.
  bool meet(Flow& a, const Route& route_a, Flow& b, const Route& route_b);
  // One of its flows has arrived.
  void leave(const Route& route);
  // The crowd that uses the link is no more: its flows, with the bytes they still have to carry.
  std::vector<Flow*> disperse(LinkId link);

  // bytes/s that now cross the link.
  double load(LinkId link) const;
  // Seconds until now in which it was not idle.
  double busy(LinkId link) const { return use_[link].busy.until(clock_->now(), !idle(link)); }
  // visit(flow, bytes it still has to carry as of now) for each.
  template <class Visit>
  void for_each_flow(const Visit& visit) const {
    for (LinkId link : bottlenecks_) fair(link).for_each_flow(visit);
  }

 private:
  struct Use {
    std::uint32_t flows = 0;
    LinkId bottleneck = 0;  // of the crowd, unless idle
    BusyTime busy;
    std::unique_ptr<FairLink> fair;  // of a link that was a bottleneck before
  };

  double bandwidth(LinkId link) const { return (*links_)[link].bandwidth; }
  FairLink& fair(LinkId bottleneck) const { return *use_[bottleneck].fair; }
  void add(Flow& flow, const Route& route, LinkId bottleneck);

  Clock* clock_;
  const std::vector<Link>* links_;
  std::vector<Use> use_;             // by link
  std::vector<LinkId> bottlenecks_;  // all there have been, in order of their first crowds
};

}  // namespace dawdle
