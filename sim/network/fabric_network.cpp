#include "sim/network/fabric_network.hpp"

#include <algorithm>
#include <limits>

namespace dawdle {

namespace {

std::vector<double> bandwidths(const std::vector<Link>& links) {
  std::vector<double> out;
  for (const Link& link : links) out.push_back(link.bandwidth);
  return out;
}

}  // namespace

FabricNetwork::FabricNetwork(Clock& clock, Fabric fabric, std::size_t hosts)
    : Network(clock, hosts),
      overhead_(fabric.overhead),
      links_(std::move(fabric.links)),
      router_(std::move(fabric.router)),
      shared_(clock, bandwidths(links_)),
      alone_on_(links_.size()) {}

const std::vector<LinkId>& FabricNetwork::route(Host from, Host to) const {
  route_.clear();
  router_->route(from, to, route_);
  return route_;
}

double FabricNetwork::delay(Host from, Host to) const { return latency(route(from, to)); }

double FabricNetwork::latency(const std::vector<LinkId>& links) const {
  double sum = overhead_;
  for (LinkId link : links)
    sum += links_[link].latency;
  return sum;
}

double FabricNetwork::bandwidth(Host from, Host to) const {
  double least = std::numeric_limits<double>::infinity();
  for (LinkId link : route(from, to)) least = std::min(least, links_[link].bandwidth);
  return least;
}

void FabricNetwork::begin(Flow& flow) {
  const std::vector<LinkId>& links = route(flow.from, flow.to);
  const double wait = latency(links);
  const Time carried_from = clock().now() + wait;
  if (flow.bytes > 0 && unused(links))
    go_alone(flow, links, carried_from);
  else if (wait > 0)
    clock().at(carried_from, flow);
  else
    flow.ring();
}

void FabricNetwork::carry(Flow& flow) {
  const std::vector<LinkId>& links = route(flow.from, flow.to);
  if (unused(links))
    return go_alone(flow, links, clock().now());
  const std::vector<LinkId> own = links;  // the router is asked again below
  leave_alone_road(own);
  shared_.start(flow, own);
}

bool FabricNetwork::unused(const std::vector<LinkId>& links) const {
  for (LinkId link : links)
    if (!idle(link) || links_[link].bandwidth <= 0)
      return false;
  return free_of_others(links);
}

void FabricNetwork::go_alone(Flow& flow, const std::vector<LinkId>& links, Time carried_from) {
  if (spare_.empty()) {
    alone_.emplace_back().network = this;
    spare_.push_back(&alone_.back());
  }
  Alone& alone = *spare_.back();
  spare_.pop_back();
  alone.flow = &flow;
  alone.links.assign(links.begin(), links.end());
  alone.carried_from = carried_from;
  alone.rate = std::numeric_limits<double>::infinity();
  for (LinkId link : links) {
    alone.rate = std::min(alone.rate, links_[link].bandwidth);
    alone_on_[link] = &alone;
  }
  clock().at(carried_from + flow.remaining / alone.rate, alone);
}

void FabricNetwork::end(Alone& alone) {
  spare_.push_back(&alone);
  Flow* flow = std::exchange(alone.flow, nullptr);
  if (!flow)
    return;
  for (LinkId link : alone.links) alone_on_[link] = nullptr;
  flow->remaining = 0;
  delivered(*flow);
}

void FabricNetwork::leave_alone_road(const std::vector<LinkId>& links) {
  const Time now = clock().now();
  for (LinkId link : links) {
    Alone* alone = alone_on_[link];
    if (!alone)
      continue;
    for (LinkId own : alone->links) alone_on_[own] = nullptr;
    Flow& flow = *std::exchange(alone->flow, nullptr);
    if (now < alone->carried_from) {
      clock().at(alone->carried_from, flow);
    } else {
      flow.remaining = std::max(0.0, flow.remaining - (now - alone->carried_from) * alone->rate);
      shared_.start(flow, alone->links);
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
