// One link that serves one message at a time, in the order of their arrival.
#pragma once

#include "sim/network/network.hpp"

#include <deque>

namespace dawdle {

class FifoLink final : Alarm {
 public:
  explicit FifoLink(Clock& clock) : clock_(&clock) {}

  // rate: bytes/s of this message while it is served.
  void start(Flow& flow, double rate) {
    queue_.push_back({&flow, flow.remaining / rate});
    if (queue_.size() == 1)
      serve();
  }

 private:
  struct Entry {
    Flow* flow;
    Time service;
  };

  void serve() { clock_->at(clock_->now() + queue_.front().service, *this); }
  void ring() override {
    Flow* done = queue_.front().flow;
    queue_.pop_front();
    done->network->delivered(*done);
    if (!queue_.empty())
      serve();
  }

  Clock* clock_;
  std::deque<Entry> queue_;
};

}  // namespace dawdle
