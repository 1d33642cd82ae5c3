#include "sim/network/max_min.hpp"

#include <algorithm>

namespace dawdle {

MaxMin::MaxMin(Clock& clock, std::vector<double> capacity) : clock_(&clock) {
  for (double c : capacity) links_.push_back({c, {}});
}

void MaxMin::start(Flow& flow, std::span<const LinkId> route) {
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(active_.size()));
    active_.emplace_back();
  }
  const Slot slot = free_.back();
  free_.pop_back();
  Active& a = active_[slot];
  a.flow = &flow;
  a.route.assign(route.begin(), route.end());
  a.rate = 0;
  a.since = clock_->now();
  ++stamp_;
  for (LinkId link : route) {
    links_[link].flows.push_back(slot);
    visit(link);
  }
  grow_component();
  fill();
  arm();
}

void MaxMin::ring() {
  if (clock_->now() != armed_)
    return;  // an earlier ring took this one's place
  armed_ = std::numeric_limits<double>::infinity();
  ++stamp_;
  while (!ends_.empty() && (!current(ends_.top()) || ends_.top().time <= clock_->now())) {
    const End end = ends_.top();
    ends_.pop();
    if (current(end))
      finish(end.slot);
  }
  grow_component();
  fill();
  arm();
}

void MaxMin::finish(Slot slot) {
  Active& a = active_[slot];
  for (LinkId link : a.route) {
    std::vector<Slot>& flows = links_[link].flows;
    flows.erase(std::find(flows.begin(), flows.end(), slot));
    visit(link);
  }
  a.revision = ++revision_;
  a.flow->remaining = 0;
  a.flow->network->delivered(*std::exchange(a.flow, nullptr));
  free_.push_back(slot);
}

void MaxMin::visit(LinkId link) {
  if (std::exchange(links_[link].seen, stamp_) != stamp_)
    component_links_.push_back(link);
}

// From the links visited to all that is connected with them.
void MaxMin::grow_component() {
  for (std::size_t i = 0; i < component_links_.size(); ++i)
    for (Slot slot : links_[component_links_[i]].flows)
      if (std::exchange(active_[slot].seen, stamp_) != stamp_) {
        component_flows_.push_back(slot);
        for (LinkId link : active_[slot].route) visit(link);
      }
}

void MaxMin::fill() {
  for (LinkId id : component_links_) {
    links_[id].left = links_[id].capacity;
    links_[id].unfixed = links_[id].flows.size();
  }
  for (Slot slot : component_flows_) active_[slot].fixed = false;
  // A later bottleneck never has less to give than an earlier one; rounding must not make it so.
  double least = 0;
  for (std::size_t given = 0; given < component_flows_.size();) {
    const Link* bottleneck = nullptr;
    double share = std::numeric_limits<double>::infinity();
    for (LinkId id : component_links_) {
      const Link& link = links_[id];
      if (link.unfixed > 0 && link.left / static_cast<double>(link.unfixed) < share) {
        share = link.left / static_cast<double>(link.unfixed);
        bottleneck = &link;
      }
    }
    least = share = std::max(share, least);
    for (Slot slot : bottleneck->flows)
      if (!std::exchange(active_[slot].fixed, true)) {
        ++given;
        give(slot, share);
        for (LinkId id : active_[slot].route) {
          links_[id].left = std::max(0.0, links_[id].left - share);
          --links_[id].unfixed;
        }
      }
  }
  component_links_.clear();
  component_flows_.clear();
}

void MaxMin::give(Slot slot, double rate) {
  Active& a = active_[slot];
  if (rate == a.rate)
    return;
  const Time now = clock_->now();
  a.flow->remaining = std::max(0.0, a.flow->remaining - (now - a.since) * a.rate);
  a.since = now;
  a.rate = rate;
  a.revision = ++revision_;
  ends_.push({now + a.flow->remaining / rate, order_++, slot, a.revision});
}

void MaxMin::arm() {
  while (!ends_.empty() && !current(ends_.top())) ends_.pop();
  if (ends_.empty() || ends_.top().time >= armed_)
    return;
  armed_ = ends_.top().time;
  clock_->at(armed_, *this);
}

double MaxMin::load(LinkId link) const {
  double sum = 0;
  for (Slot slot : links_[link].flows) sum += active_[slot].rate;
  return sum;
}

}  // namespace dawdle
