#include "sim/network/graph_network.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace dawdle {

GraphNetwork::GraphNetwork(Clock& clock, Fabric fabric, std::vector<std::string> names, std::vector<Varying> varying)
    : FabricNetwork(clock, std::move(fabric), names.size()),
      names_(std::move(names)),
      varying_(std::move(varying)),
      meter_(links()) {
  for (const Link& link : links()) state_.push_back({link.bandwidth});
  for (std::size_t i = 0; i < varying_.size(); ++i) expect(i);
  await_next();
}

void GraphNetwork::expect(std::size_t varying) {
  const std::optional<Change> next = varying_[varying].course->next();
  if (!next)
    return;
  agenda_.push_back({*next, varying});
  std::push_heap(agenda_.begin(), agenda_.end());
}

void GraphNetwork::ring() {
  while (!agenda_.empty() && agenda_.front().change.at <= clock().now()) {
    std::pop_heap(agenda_.begin(), agenda_.end());
    const Pending due = agenda_.back();
    agenda_.pop_back();
    apply(varying_[due.varying].link, due.change);
    expect(due.varying);
  }
  await_next();
}

// Weather alone does not keep a run going, unless something may wait for a link to come back.
void GraphNetwork::await_next() {
  if (agenda_.empty())
    return;
  const Time next = agenda_.front().change.at;
  if (outage_to_end())
    clock().at(next, *this);
  else
    clock().at_in_background(next, *this);
}

bool GraphNetwork::outage_to_end() const {
  return std::any_of(agenda_.begin(), agenda_.end(), [](const Pending& p) { return p.change.down && !*p.change.down; });
}

void GraphNetwork::apply(LinkId link, const Change& change) {
  State& state = state_[link];
  state.bandwidth = change.bandwidth.value_or(state.bandwidth);
  if (change.down) {
    const int more = *change.down ? 1 : -1;
    state.outages += more;
    state.fatal += change.fatal ? more : 0;
  }
  const double bandwidth = state.outages > 0 ? 0 : state.bandwidth;
  if (bandwidth != links()[link].bandwidth) {
    meter_.set_bandwidth(link, bandwidth, clock().now());
    set_bandwidth(link, bandwidth);
  }
  if (change.latency)
    set_latency(link, *change.latency);
  for_each_flow([&](const Flow& flow, const std::vector<LinkId>& route, double) {
    if (std::find(route.begin(), route.end(), link) != route.end())
      fail_if_fatal(link, flow);
  });
}

void GraphNetwork::fail_if_fatal(LinkId link, const Flow& flow) const {
  if (state_[link].fatal > 0)
    throw std::runtime_error(
        fmt::format("the link {} is down at {} s, and {} needs it", links()[link].name, clock().now(), text(flow)));
}

void GraphNetwork::carry(Flow& flow) {
  for (LinkId link : route(flow.from, flow.to)) fail_if_fatal(link, flow);
  FabricNetwork::carry(flow);
}

void GraphNetwork::carried(Flow& flow) {
  FabricNetwork::carried(flow);
  meter_.count(route(flow.from, flow.to), flow.wire);
  sample();
}

void GraphNetwork::foresee(const Computed& m) {
  if (m.bytes > 0)
    meter_.foresee(route(m.from, m.to), m.bytes, m.bytes / bandwidth(m.from, m.to), m.begin + delay(m.from, m.to),
                   m.end, clock().now());
}

void GraphNetwork::sample() {
  if (meter_.due(clock().now()))
    meter_.sample(clock().now(), under_way());
}

LinkUse GraphNetwork::link_use() const {
  LinkUse use = meter_.use(clock().now(), under_way());
  for (LinkId link = 0; link < use.links.size(); ++link) use.busy[link] += busy(link);
  return use;
}

std::vector<double> GraphNetwork::under_way() const {
  std::vector<double> bytes(links().size());
  for_each_flow([&](const Flow& flow, const std::vector<LinkId>& route, double left) {
    for (LinkId link : route) bytes[link] += flow.wire - left;
  });
  return bytes;
}

std::string GraphNetwork::text(const Flow& flow) const {
  const auto name = [this](Host host) -> const std::string& { return names_[static_cast<std::size_t>(host)]; };
  return fmt::format("the message of {} bytes from {} to {}", flow.bytes, name(flow.from), name(flow.to));
}

std::string GraphNetwork::stalled() const {
  std::string out;
  for_each_flow([&](const Flow& flow, const std::vector<LinkId>& route, double) {
    for (LinkId link : route)
      if (links()[link].bandwidth <= 0)
        out += fmt::format("\n  {} waits for the link {}, which is down", text(flow), links()[link].name);
  });
  return out;
}

}  // namespace dawdle
