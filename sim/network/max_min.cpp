#include "sim/network/max_min.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dawdle {

namespace {

// A rate that would change by less is left alone: it is rounding.
constexpr double kSame = 1e-14;
// A link this near to its capacity counts as full, a rate this near to the threshold as reaching it. Too generous costs
// time, not truth: a flow that is chosen without need gets its old rate again.
constexpr double kNear = 1e-10;
// The invariant, looked at after every change: no link carries more than its capacity, to rounding.
constexpr double kOver = 1e-9;

}  // namespace

MaxMin::MaxMin(Clock& clock, std::span<const double> capacity) : clock_(&clock), real_links_(capacity.size()) {
  links_.reserve(capacity.size());
  for (double c : capacity) links_.push_back({c, {}});
}

// A cap is a link of the flow's own.
LinkId MaxMin::cap_link(double cap) {
  if (spare_caps_.empty()) {
    spare_caps_.push_back(static_cast<LinkId>(links_.size()));
    links_.push_back({});
  }
  const LinkId link = spare_caps_.back();
  spare_caps_.pop_back();
  links_[link].capacity = cap;
  return link;
}

void MaxMin::start(Flow& flow, std::span<const LinkId> route, std::span<const LinkId> reverse, double cap) {
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(active_.size()));
    active_.emplace_back();
  }
  const Slot slot = free_.back();
  free_.pop_back();
  Active& a = active_[slot];
  a.flow = &flow;
  a.route.assign(route.begin(), route.end());
  a.forward = static_cast<std::uint32_t>(route.size());
  a.reverse = static_cast<std::uint32_t>(reverse.size());
  a.route.insert(a.route.end(), reverse.begin(), reverse.end());
  if (cap < std::numeric_limits<double>::infinity())
    a.route.push_back(cap_link(cap));
  a.place.resize(a.route.size());
  a.rate = 0;
  a.since = clock_->now();
  const double rate = entry_rate(a);
  begin_change();
  for (std::uint32_t i = 0; i < a.route.size(); ++i) {
    Link& link = links_[a.route[i]];
    if (link.flows.empty())
      link.busy.begin(clock_->now());
    a.place[i] = static_cast<std::uint32_t>(link.flows.size());
    link.flows.emplace_back(slot, i);
  }
  choose(slot);
  solve(rate);
  arm();
}

// The rate at which a flow that comes will be fixed: the least, over its links, of the level that fills the link when
// the flows there have at most what they have now. Below that level nothing changes for anybody.
double MaxMin::entry_rate(const Active& a) const {
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t i = 0; i < a.route.size(); ++i) {
    const Link& link = links_[a.route[i]];
    double own = 0;  // a half-duplex link may be on both ways
    for (std::uint32_t j = 0; j < a.route.size(); ++j)
      if (a.route[j] == a.route[i])
        own += weight(a, j);
    double level = 0;
    for (double before = -1; level > before;) {
      before = level;
      double below = 0;
      double sharing = own;
      for (const auto& [slot, which] : link.flows) {
        const double w = weight(active_[slot], which);
        if (active_[slot].rate < level)
          below += w * active_[slot].rate;
        else
          sharing += w;
      }
      level = std::max(level, (link.capacity - below) / sharing);
    }
    least = std::min(least, level);
  }
  return least;
}

void MaxMin::ring() {
  if (clock_->now() != armed_)
    return;  // an earlier ring took this one's place
  armed_ = std::numeric_limits<double>::infinity();
  begin_change();
  double rate = std::numeric_limits<double>::infinity();
  ending_.clear();
  while (!ends_.empty() && ends_.first_time() <= clock_->now()) {
    const Slot slot = ends_.first();
    ends_.remove(slot);
    ending_.push_back(slot);
    rate = std::min(rate, active_[slot].rate);
  }
  // Who is held back by a link that was full may get more. To be found out before anybody leaves.
  for (Slot slot : ending_)
    for (LinkId link : active_[slot].route)
      if (links_[link].open != stamp_ && full(links_[link])) {
        links_[link].open = stamp_;
        opened_.push_back(link);
      }
  for (Slot slot : ending_) remove(slot);
  for (LinkId link : std::exchange(opened_, {})) open(link, rate);
  solve(rate);
  arm();
}

void MaxMin::remove(Slot slot) {
  Active& a = active_[slot];
  for (std::size_t i = 0; i < a.route.size(); ++i) {
    Link& link = links_[a.route[i]];
    // The last of the list takes the place of the one that leaves.
    link.flows[a.place[i]] = link.flows.back();
    const auto [moved, which] = link.flows[a.place[i]];
    active_[moved].place[which] = a.place[i];
    link.flows.pop_back();
    if (link.flows.empty())
      link.busy.end(clock_->now());
  }
  if (a.route.back() >= real_links_)
    spare_caps_.push_back(a.route.back());
  a.flow->remaining = 0;
  Flow& done = *std::exchange(a.flow, nullptr);
  free_.push_back(slot);
  done.network->delivered(done);
}

void MaxMin::set_capacity(LinkId link, double bytes_per_second) {
  links_[link].capacity = bytes_per_second;
  begin_change();
  open(link, 0);
  solve(0);
  arm();
}

void MaxMin::choose(Slot slot) {
  Active& a = active_[slot];
  if (a.chosen == stamp_)
    return;
  a.chosen = stamp_;
  chosen_.push_back(slot);
  for (LinkId link : a.route) touch(link);
}

void MaxMin::open(LinkId link, double threshold) {
  links_[link].open = stamp_;
  for (const auto& [slot, _] : links_[link].flows)
    if (active_[slot].rate >= threshold * (1 - kNear))
      choose(slot);
}

bool MaxMin::full(const Link& link) const { return load(link) >= link.capacity * (1 - kNear); }

// REQUIRES: begin_change(), and that the flow that came is chosen, or the full links of those that left are open.
void MaxMin::solve(double threshold) {
  for (std::size_t next = 0;;) {
    for (; next < touched_.size(); ++next)
      if (Link& link = links_[touched_[next]]; link.open != stamp_ && full(link))
        open(touched_[next], threshold);
    const LinkId filled_up = fill();
    if (filled_up == kNone)
      break;
    open(filled_up, threshold);
  }
  for (Slot slot : chosen_) give(slot, active_[slot].next_rate);
  for (LinkId link : touched_)
    if (load(link) > links_[link].capacity * (1 + kOver))
      throw std::logic_error(
          fmt::format("link {} would carry {} of {} bytes/s", link, load(link), links_[link].capacity));
}

// Progressive filling of the chosen flows over the touched links; the others keep what they have. Returns a link that
// fills up although its other flows have not been chosen, or kNone when the rates are right.
LinkId MaxMin::fill() {
  ++round_;
  shares_.clear();
  for (LinkId id : touched_) {
    Link& link = links_[id];
    link.left = link.capacity;
    link.unfilled = 0;
    link.weight = 0;
    for (const auto& [slot, which] : link.flows) {
      const double w = weight(active_[slot], which);
      if (active_[slot].chosen == stamp_) {
        ++link.unfilled;
        link.weight += w;
      } else {
        link.left -= w * active_[slot].rate;
      }
    }
    if (link.unfilled > 0)
      shares_.push_back({std::max(0.0, link.left) / link.weight, id});
  }
  std::make_heap(shares_.begin(), shares_.end());
  double level = 0;  // a later bottleneck never has less to give than an earlier one; rounding must not make it so
  for (std::size_t filled = 0; filled < chosen_.size();) {
    std::pop_heap(shares_.begin(), shares_.end());
    const Share least = shares_.back();
    shares_.pop_back();
    Link& link = links_[least.link];
    if (link.unfilled == 0)
      continue;
    // Its share may have grown since it was put on the heap; shares never shrink.
    const double share = std::max(0.0, link.left) / link.weight;
    if (share > least.share) {
      shares_.push_back({share, least.link});
      std::push_heap(shares_.begin(), shares_.end());
      continue;
    }
    if (link.open != stamp_ && link.unfilled < link.flows.size())
      return least.link;
    level = std::max(level, share);
    for (const auto& [slot, _] : link.flows) {
      Active& a = active_[slot];
      if (a.chosen != stamp_ || a.filled == round_)
        continue;
      a.filled = round_;
      a.next_rate = level;
      ++filled;
      for (std::uint32_t i = 0; i < a.route.size(); ++i) {
        Link& other = links_[a.route[i]];
        const double w = weight(a, i);
        other.left -= w * level;
        other.weight -= w;
        --other.unfilled;
      }
    }
  }
  return kNone;
}

void MaxMin::give(Slot slot, double rate) {
  Active& a = active_[slot];
  if (a.rate > 0 && std::abs(rate - a.rate) <= kSame * a.rate)
    return;
  const Time now = clock_->now();
  a.flow->remaining = std::max(0.0, a.flow->remaining - (now - a.since) * a.rate);
  a.since = now;
  a.rate = rate;
  if (rate > 0)
    ends_.set(slot, now + a.flow->remaining / rate);
  else
    ends_.remove(slot);
}

void MaxMin::arm() {
  if (ends_.empty() || ends_.first_time() >= armed_)
    return;
  armed_ = ends_.first_time();
  clock_->at(armed_, *this);
}

double MaxMin::load(const Link& link) const {
  double sum = 0;
  for (const auto& [slot, which] : link.flows) sum += weight(active_[slot], which) * active_[slot].rate;
  return sum;
}

}  // namespace dawdle
