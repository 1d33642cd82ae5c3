#include "sim/network/fabric_network.hpp"

#include <algorithm>
#include <limits>

namespace dawdle {

namespace {

std::vector<double> bandwidths(const std::vector<Link>& links) {
  std::vector<double> out;
  out.reserve(links.size());
  for (const Link& link : links) out.push_back(link.bandwidth);
  return out;
}

}  // namespace

FabricNetwork::FabricNetwork(Clock& clock, Fabric fabric, std::size_t hosts)
    : Network(clock, hosts),
      overhead_(fabric.overhead),
      realism_(std::move(fabric.realism)),
      cap_(realism_ && realism_->flow_bandwidth ? *realism_->flow_bandwidth : std::numeric_limits<double>::infinity()),
      links_(std::move(fabric.links)),
      speed_(bandwidths(links_)),
      router_(std::move(fabric.router)),
      crowds_(clock, links_),
      shared_(clock, bandwidths(links_)),
      alone_on_(links_.size()),
      busy_alone_(links_.size()) {
  if (realism_)
    shared_.set_reverse_weight(realism_->acknowledgements);
}

const std::vector<LinkId>& FabricNetwork::route(Host from, Host to) const {
  route_.clear();
  router_->route(from, to, route_);
  return route_;
}

double FabricNetwork::delay(Host from, Host to) const { return latency(route(from, to)); }

double FabricNetwork::latency(const std::vector<LinkId>& links) const {
  double sum = overhead_;
  for (LinkId link : links) sum += links_[link].latency;
  return sum;
}

double FabricNetwork::bandwidth(Host from, Host to) const {
  double least = std::numeric_limits<double>::infinity();
  for (LinkId link : route(from, to)) least = std::min(least, links_[link].bandwidth);
  return least;
}

// A host sends one message at a time and receives one, so two meet on a link only if they differ in both ends. All
// routes over a private link have their sender in common, or all have their receiver.
bool FabricNetwork::private_routes(const Routes& routes) const {
  struct Users {
    Host from = -1, to = -1;  // of the first route found
    bool one_from = true, one_to = true;
  };
  std::vector<Users> users(links_.size());
  bool alone = !realism_;
  routes([&](Host from, Host to) {
    if (!alone)
      return;
    for (LinkId link : route(from, to)) {
      Users& all = users[link];
      if (all.from < 0)
        all = {from, to};
      all.one_from = all.one_from && all.from == from;
      all.one_to = all.one_to && all.to == to;
      alone = alone && (all.one_from || all.one_to);
    }
  });
  return alone;
}

void FabricNetwork::begin(Flow& flow) {
  const std::vector<LinkId> reverse = reverse_route(flow);
  const std::vector<LinkId>& links = route(flow.from, flow.to);
  double wait = latency(links);
  if (realism_) {
    flow.wire = flow.remaining = realism_->wire_bytes(flow.bytes);
    wait += extra_delay(flow, links, wait);
  }
  const Time carried_from = clock().now() + wait;
  if (flow.bytes > 0 && may_go_alone(flow) && unused(links) && unused(reverse))
    go_alone(flow, links, reverse, carried_from);
  else if (wait > 0)
    clock().at(carried_from, flow);
  else
    flow.ring();
}

// Store-and-forward, and slow start after silence between the two hosts.
double FabricNetwork::extra_delay(const Flow& flow, const std::vector<LinkId>& links, double latency) {
  double bandwidth = cap_;
  for (LinkId link : links) bandwidth = std::min(bandwidth, speed_[link]);
  double extra = realism_->forwarding(flow.wire, links, speed_);
  if (realism_->initial_window > 0) {
    const std::uint64_t pair = static_cast<std::uint64_t>(flow.from) << 32 | static_cast<std::uint32_t>(flow.to);
    const auto [last, first_ever] = last_message_.try_emplace(pair, clock().now());
    if (first_ever || clock().now() - last->second > realism_->silence)
      extra += realism_->slow_start(flow.wire, 2 * latency, bandwidth);
    last->second = clock().now() + latency + extra + flow.wire / bandwidth;
  }
  return extra;
}

std::vector<LinkId> FabricNetwork::reverse_route(const Flow& flow) const {
  return realism_ && realism_->acknowledgements > 0 ? route(flow.to, flow.from) : std::vector<LinkId>{};
}

void FabricNetwork::carry(Flow& flow) {
  const std::vector<LinkId> links = route(flow.from, flow.to);  // a copy: the router is asked again below
  const std::vector<LinkId> reverse = reverse_route(flow);
  std::vector<Flow*> others = leave_alone_road(links);
  for (Flow* other : leave_alone_road(reverse)) others.push_back(other);
  if (others.empty() && unused(links) && unused(reverse))
    return go_alone(flow, links, reverse, clock().now());
  if (reverse.empty() && join_crowd(flow, links, others))
    return;
  for (Flow* other : others) share(*other);
  disperse_crowds(links);
  disperse_crowds(reverse);
  share(flow);
}

void FabricNetwork::share(Flow& flow) {
  const std::vector<LinkId> links = route(flow.from, flow.to);
  shared_.start(flow, links, reverse_route(flow), cap_);
}

// others: were alone on some of the links until now.
bool FabricNetwork::join_crowd(Flow& flow, const std::vector<LinkId>& links, const std::vector<Flow*>& others) {
  const auto solved = [&](LinkId link) { return !shared_.idle(link); };
  const auto crowded = [&](LinkId link) { return !crowds_.idle(link); };
  if (realism_ || others.size() > 1 || std::any_of(links.begin(), links.end(), solved))
    return false;
  if (others.empty())
    return crowds_.join(flow, links);
  if (std::any_of(links.begin(), links.end(), crowded))
    return false;
  const std::vector<LinkId> its_links = route(others.front()->from, others.front()->to);
  return crowds_.meet(*others.front(), its_links, flow, links);
}

void FabricNetwork::disperse_crowds(const std::vector<LinkId>& links) {
  for (LinkId link : links)
    for (Flow* flow : crowds_.disperse(link)) {
      crowds_.leave(route(flow->from, flow->to));
      share(*flow);
    }
}

void FabricNetwork::carried(Flow& flow) {
  const std::vector<LinkId>& links = route(flow.from, flow.to);
  if (!links.empty() && !crowds_.idle(links.front()))
    crowds_.leave(links);
}

bool FabricNetwork::unused(const std::vector<LinkId>& links) const {
  for (LinkId link : links)
    if (!idle(link) || links_[link].bandwidth <= 0)
      return false;
  return free_of_others(links);
}

void FabricNetwork::go_alone(Flow& flow, const std::vector<LinkId>& links, const std::vector<LinkId>& reverse,
                             Time carried_from) {
  if (spare_.empty()) {
    alone_.emplace_back().network = this;
    spare_.push_back(&alone_.back());
  }
  Alone& alone = *spare_.back();
  spare_.pop_back();
  alone.links.assign(links.begin(), links.end());
  alone.reverse.assign(reverse.begin(), reverse.end());
  alone.flow = &flow;
  alone.carried_from = carried_from;
  alone.rate = cap_;
  for (const auto* each : {&alone.links, &alone.reverse})
    for (LinkId link : *each) {
      alone.rate = std::min(alone.rate, links_[link].bandwidth / weight(alone, link));
      alone_on_[link] = &alone;
    }
  clock().at(carried_from + flow.remaining / alone.rate, alone);
}

double FabricNetwork::weight(const Alone& alone, LinkId link) const {
  const auto uses = [link](const std::vector<LinkId>& links) {
    return static_cast<double>(std::count(links.begin(), links.end(), link));
  };
  return alone.reverse.empty() ? 1 : uses(alone.links) + realism_->acknowledgements * uses(alone.reverse);
}

void FabricNetwork::end(Alone& alone) {
  spare_.push_back(&alone);
  Flow* flow = std::exchange(alone.flow, nullptr);
  if (!flow)
    return;
  vacate(alone);
  flow->remaining = 0;
  delivered(*flow);
}

void FabricNetwork::vacate(const Alone& alone) {
  const Time busy = std::max(0.0, clock().now() - alone.carried_from);
  for (const auto* links : {&alone.links, &alone.reverse})
    for (LinkId link : *links)
      if (std::exchange(alone_on_[link], nullptr))  // a half-duplex link may be on both ways
        busy_alone_[link] += busy;
}

double FabricNetwork::busy(LinkId link) const {
  const Alone* alone = alone_on_[link];
  const Time now = alone ? std::max(0.0, clock().now() - alone->carried_from) : 0;
  return busy_alone_[link] + now + crowds_.busy(link) + shared_.busy(link);
}

std::vector<Flow*> FabricNetwork::leave_alone_road(const std::vector<LinkId>& links) {
  const Time now = clock().now();
  std::vector<Flow*> carrying;
  for (LinkId link : links) {
    Alone* alone = alone_on_[link];
    if (!alone)
      continue;
    vacate(*alone);
    Flow& flow = *std::exchange(alone->flow, nullptr);
    if (now < alone->carried_from) {
      clock().at(alone->carried_from, flow);
    } else {
      flow.remaining = std::max(0.0, flow.remaining - (now - alone->carried_from) * alone->rate);
      carrying.push_back(&flow);
    }
  }
  return carrying;
}

void FabricNetwork::set_bandwidth(LinkId link, double bytes_per_second) {
  for (Flow* flow : leave_alone_road({link})) share(*flow);
  disperse_crowds({link});
  links_[link].bandwidth = bytes_per_second;
  if (bytes_per_second > 0)
    speed_[link] = bytes_per_second;
  shared_.set_capacity(link, bytes_per_second);
}

double FabricNetwork::load(LinkId link) const {
  const Alone* alone = alone_on_[link];
  if (alone)
    return clock().now() >= alone->carried_from ? alone->rate * weight(*alone, link) : 0;
  return crowds_.load(link) + shared_.load(link);
}

}  // namespace dawdle
