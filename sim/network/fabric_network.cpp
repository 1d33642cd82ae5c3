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
      router_(std::move(fabric.router)),
      shared_(clock, bandwidths(links_)),
      alone_on_(links_.size()) {
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
  for (LinkId link : links) bandwidth = std::min(bandwidth, links_[link].bandwidth);
  double extra = realism_->forwarding(flow.wire, links, links_);
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
  if (unused(links) && unused(reverse))
    return go_alone(flow, links, reverse, clock().now());
  leave_alone_road(links);
  leave_alone_road(reverse);
  shared_.start(flow, links, reverse, cap_);
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
  for (LinkId link : alone.links) {
    alone.rate = std::min(alone.rate, links_[link].bandwidth);
    alone_on_[link] = &alone;
  }
  for (LinkId link : alone.reverse) alone_on_[link] = &alone;
  clock().at(carried_from + flow.remaining / alone.rate, alone);
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
  for (LinkId link : alone.links) alone_on_[link] = nullptr;
  for (LinkId link : alone.reverse) alone_on_[link] = nullptr;
}

void FabricNetwork::leave_alone_road(const std::vector<LinkId>& links) {
  const Time now = clock().now();
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
      shared_.start(flow, alone->links, alone->reverse, cap_);
    }
  }
}

void FabricNetwork::set_bandwidth(LinkId link, double bytes_per_second) {
  leave_alone_road({link});
  links_[link].bandwidth = bytes_per_second;
  shared_.set_capacity(link, bytes_per_second);
}

double FabricNetwork::load(LinkId link) const {
  const Alone* alone = alone_on_[link];
  return alone ? (clock().now() >= alone->carried_from ? alone->rate : 0) : shared_.load(link);
}

}  // namespace dawdle
