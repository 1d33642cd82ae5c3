#include "sim/network/fair_link.hpp"

#include <utility>

namespace dawdle {

void FairLink::start(Flow& flow) {
  advance();
  flows_.push_back({virtual_ + flow.remaining, order_++, &flow});
  std::push_heap(flows_.begin(), flows_.end());
  arm();
}

void FairLink::ring() {
  if (clock_->now() != armed_)
    return;  // an earlier ring took this one's place
  armed_ = std::numeric_limits<double>::infinity();
  // Between arming and now nothing changed, so V is the first flow's end to the last bit: no rounding is left over that
  // would need a tolerance.
  if (clock_->now() == due_) {
    virtual_ = std::max(virtual_, flows_.front().finish);
    updated_ = due_;
  } else {
    advance();
  }
  while (!flows_.empty() && flows_.front().finish <= virtual_) {
    std::pop_heap(flows_.begin(), flows_.end());
    Flow* done = flows_.back().flow;
    flows_.pop_back();
    done->network->delivered(*done);
  }
  arm();
}

void FairLink::advance() {
  virtual_ = flows_.empty() ? 0 : virtual_now();
  updated_ = clock_->now();
}

// Each arrival puts the ends of all others off, so the ring already armed is early: it is kept, and arms the right one
// when it comes. Only an earlier end needs a new ring.
void FairLink::arm() {
  if (flows_.empty())
    return;
  const Time now = clock_->now();
  due_ = now + std::max(0.0, flows_.front().finish - virtual_) / rate();
  if (due_ >= armed_)
    return;
  armed_ = due_;
  clock_->at(due_, *this);
}

std::vector<Flow*> FairLink::evict() {
  advance();
  std::sort_heap(flows_.begin(), flows_.end());
  std::vector<Flow*> out;
  for (auto it = flows_.rbegin(); it != flows_.rend(); ++it) {
    it->flow->remaining = std::max(0.0, it->finish - virtual_);
    out.push_back(it->flow);
  }
  flows_.clear();
  armed_ = std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace dawdle
