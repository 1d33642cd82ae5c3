// Flows over routes of several links, shared max-min fairly: the exact road for any network.
//
// Max-min (Bertsekas and Gallager, Data Networks, 6.5.2): no flow can be given more without taking from one that has as
// little or less. Found by progressive filling: the link with the least capacity per flow is a bottleneck; its flows
// get that share; take them out and go on.
//
// A start or an end is solved again only where it must be:
//   1. Filling goes from the smallest rates up. A flow that comes or goes at rate r changes nothing that was fixed
//   below r.
//   2. A change passes from flow to flow only through links that are full: before it, or after it.
// So the flows to be given new rates are those at r or above that are reached through full links; a link that becomes
// full while they are filled lets its own flows in, and filling starts over with them.
#pragma once

#include "sim/network/busy_time.hpp"
#include "sim/network/ends.hpp"
#include "sim/network/fabric.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace dawdle {

class MaxMin final : Alarm {
 public:
  MaxMin(Clock& clock, std::span<const double> capacity);  // bytes/s of each link

  // Each flow also puts this share of its rate on the links of `reverse`, see start().
  void set_reverse_weight(double weight) { reverse_weight_ = weight; }

  // The flow's `remaining` bytes begin to move, at `cap` bytes/s at most. route: the links it occupies, at least one;
  // reverse: those that its acknowledgements do; a link is in each of them once at most.
  void start(Flow& flow, std::span<const LinkId> route, std::span<const LinkId> reverse = {},
             double cap = std::numeric_limits<double>::infinity());

  // From now on; 0 lets the flows on the link wait.
  void set_capacity(LinkId link, double bytes_per_second);

  bool idle(LinkId link) const { return links_[link].flows.empty(); }
  // bytes/s that now cross the link; never more than its capacity (to rounding).
  double load(LinkId link) const { return load(links_[link]); }
  // Seconds until now in which it was not idle.
  double busy(LinkId link) const { return links_[link].busy.until(clock_->now(), !idle(link)); }
  // visit(flow, its links, bytes it still has to carry as of now) for each.
  template <class Visit>
  void for_each_flow(const Visit& visit) const {
    for (const Active& a : active_)
      if (a.flow)
        visit(*a.flow, std::vector<LinkId>(a.route.begin(), a.route.begin() + a.forward),
              std::max(0.0, a.flow->remaining - (clock_->now() - a.since) * a.rate));
  }

 private:
  using Slot = std::uint32_t;
  struct Active {
    Flow* flow = nullptr;
    std::vector<LinkId> route;         // forward, then reverse, then the link that stands for its cap
    std::uint32_t forward = 0;         // how many of them carry its bytes
    std::uint32_t reverse = 0;         // and how many its acknowledgements
    std::vector<std::uint32_t> place;  // in the list of each link of the route
    double rate = 0;                   // bytes/s
    double next_rate = 0;              // as filled so far
    Time since = 0;                    // when flow->remaining was right
    std::uint64_t chosen = 0;          // stamp: to be given a new rate
    std::uint64_t filled = 0;          // stamp: next_rate is fixed
  };
  struct Link {
    double capacity;
    std::vector<std::pair<Slot, std::uint32_t>> flows;  // and which link of its route this is
    BusyTime busy{};
    std::uint64_t touched = 0;   // stamp: a chosen flow crosses it
    std::uint64_t open = 0;      // stamp: its flows have been chosen
    double left = 0;             // filling: capacity not given to flows that are fixed
    double weight = 0;           // of the flows to be filled
    std::uint32_t unfilled = 0;  // and how many they are
  };
  struct Share {
    double share;
    LinkId link;
    bool operator<(const Share& o) const { return share > o.share || (share == o.share && link > o.link); }
  };

  void ring() override;
  LinkId cap_link(double cap);
  double weight(const Active& a, std::uint32_t which) const {
    return which >= a.forward && which < a.forward + a.reverse ? reverse_weight_ : 1;
  }
  void remove(Slot slot);
  double entry_rate(const Active& a) const;
  void begin_change() {
    ++stamp_;
    chosen_.clear();
    touched_.clear();
  }
  void touch(LinkId link) {
    if (links_[link].touched != stamp_) {
      links_[link].touched = stamp_;
      touched_.push_back(link);
    }
  }
  void choose(Slot slot);
  void open(LinkId link, double threshold);
  double load(const Link& link) const;
  bool full(const Link& link) const;
  void solve(double threshold);
  LinkId fill();
  void give(Slot slot, double rate);
  void arm();

  static constexpr LinkId kNone = std::numeric_limits<LinkId>::max();

  Clock* clock_;
  double reverse_weight_ = 0;
  std::size_t real_links_;
  std::vector<LinkId> spare_caps_;
  std::vector<Link> links_;  // the real ones, then one for each flow that has a cap
  std::vector<Active> active_;
  std::vector<Slot> free_;
  Ends ends_;
  std::uint64_t stamp_ = 0;  // of the change being solved
  std::uint64_t round_ = 0;  // of filling
  Time armed_ = std::numeric_limits<double>::infinity();
  std::vector<Slot> ending_;
  std::vector<LinkId> opened_;
  std::vector<Slot> chosen_;
  std::vector<LinkId> touched_;
  std::vector<Share> shares_;  // a heap, least share on top
};

}  // namespace dawdle
