#include "sim/network/network.hpp"

#include "sim/network/link_use.hpp"

namespace dawdle {

void Flow::ring() {
  if (bytes > 0)
    network->carry(*this);
  else
    network->delivered(*this);
}

void Network::begin(Flow& flow) {
  const double wait = delay(flow.from, flow.to);
  if (wait > 0)
    clock_->at(clock_->now() + wait, flow);
  else
    flow.ring();
}

void Network::delivered(Flow& flow) {
  --in_flight_;
  count(flow.from, flow.to, flow.bytes);
  if (flow.bytes > 0)
    carried(flow);
  clock_->wake(flow.sender);
}

LinkUse Network::link_use() const { return {}; }

}  // namespace dawdle
