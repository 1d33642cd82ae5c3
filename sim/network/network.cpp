#include "sim/network/network.hpp"

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
  traffic_[static_cast<std::size_t>(flow.from)].sent += flow.bytes;
  traffic_[static_cast<std::size_t>(flow.to)].received += flow.bytes;
  if (flow.bytes > 0)
    carried(flow);
  clock_->wake(flow.sender);
}

}  // namespace dawdle
