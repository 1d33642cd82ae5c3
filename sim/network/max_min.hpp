// Flows over routes of several links, shared max-min fairly: the exact road for any network.
//
// Max-min (Bertsekas and Gallager, Data Networks, 6.5.2): no flow can be given more without taking from one that has as
// little or less. Found by progressive filling: the link with the least capacity per flow is a bottleneck; its flows
// get that share; take them out and go on. A start or an end changes only the flows that are connected with it through
// shared links, so only their component is filled again, and only those whose rate changed are touched.
#pragma once

#include "sim/network/network.hpp"

#include <cstdint>
#include <limits>
#include <queue>
#include <span>
#include <vector>

namespace dawdle {

using LinkId = std::uint32_t;

class MaxMin final : Alarm {
 public:
  // capacity: bytes/s of each link.
  MaxMin(Clock& clock, std::vector<double> capacity);

  // route: the links it occupies, each once, at least one.
  void start(Flow& flow, std::span<const LinkId> route);

  double capacity(LinkId link) const { return links_[link].capacity; }
  // bytes/s that now cross the link; never more than its capacity (to rounding).
  double load(LinkId link) const;
  std::size_t flows() const { return active_.size() - free_.size(); }

 private:
  using Slot = std::uint32_t;
  struct Active {
    Flow* flow = nullptr;
    std::vector<LinkId> route;
    double rate = 0;             // bytes/s
    Time since = 0;              // when flow->remaining was right
    std::uint64_t revision = 0;  // an End with another revision is out of date
    std::uint64_t seen = 0;      // stamp of the last visit
    bool fixed = false;          // progressive filling has given it its rate
  };
  struct Link {
    double capacity;
    std::vector<Slot> flows;
    std::uint64_t seen = 0;
    double left = 0;          // progressive filling: capacity not yet given away
    std::size_t unfixed = 0;  // and the flows that still share it
  };
  struct End {
    Time time;
    std::uint64_t order;
    Slot slot;
    std::uint64_t revision;
    bool operator<(const End& o) const { return time > o.time || (time == o.time && order > o.order); }
  };

  void ring() override;
  void finish(Slot slot);
  void visit(LinkId link);
  void grow_component();
  void fill();
  void give(Slot slot, double rate);
  void arm();
  bool current(const End& end) const { return active_[end.slot].revision == end.revision; }

  Clock* clock_;
  std::vector<Link> links_;
  std::vector<Active> active_;
  std::vector<Slot> free_;
  std::priority_queue<End> ends_;
  std::uint64_t order_ = 0;
  std::uint64_t revision_ = 0;
  std::uint64_t stamp_ = 0;
  Time armed_ = std::numeric_limits<double>::infinity();
  std::vector<LinkId> component_links_;
  std::vector<Slot> component_flows_;
};

}  // namespace dawdle
