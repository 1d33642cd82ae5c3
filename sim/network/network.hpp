// What the layers above see of a network: hosts, and messages that take time between them.
//
// Model (alpha-beta with max-min fair sharing): a message waits for the sender's overhead and the route's latency,
// which occupy no link, then is a flow that shares the links of its route. Links are full duplex: each direction is a
// link of its own. Sizes are real numbers of bytes, so that a ring's n/p pieces need no rounding.
#pragma once

#include "sim/core/clock.hpp"
#include "sim/core/signal.hpp"

#include <coroutine>
#include <string>
#include <vector>

namespace dawdle {

using Host = int;

class Network;

// A message under way. It lives in the coroutine that sends it.
struct Flow final : Alarm {
  Flow(Network& n, Host f, Host t, double b) : network(&n), from(f), to(t), bytes(b), remaining(b) {}
  void ring() override;  // its latency is over

  Network* network;
  Host from;
  Host to;
  double bytes;
  double remaining;  // bytes not yet carried, as of when the machinery last looked
  std::coroutine_handle<> sender;
};

// What a host has sent and received, in bytes; whole messages, counted at their end.
struct Traffic {
  double sent = 0;
  double received = 0;
};

class Network {
 public:
  Network(Clock& clock, std::size_t hosts) : clock_(&clock), traffic_(hosts) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network() = default;

  // co_await network.send(from, to, bytes): goes on when the last byte has arrived.
  class Send {
   public:
    Send(Network& network, Host from, Host to, double bytes) : flow_(network, from, to, bytes) {}
    bool await_ready() const noexcept { return flow_.from == flow_.to; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> h) {
      flow_.sender = h;
      flow_.network->begin(flow_);
    }
    void await_resume() const noexcept {}

   private:
    Flow flow_;
  };
  Send send(Host from, Host to, double bytes) { return Send(*this, from, to, bytes); }

  // Seconds before a message of no bytes has arrived.
  virtual double delay(Host from, Host to) const = 0;
  // Bytes per second of a message that is alone in the network.
  virtual double bandwidth(Host from, Host to) const = 0;

  Clock& clock() const { return *clock_; }
  const Traffic& traffic(Host host) const { return traffic_[static_cast<std::size_t>(host)]; }

  // For the machinery that carries flows: this one has arrived.
  void delivered(Flow& flow);

 protected:
  // The flow's latency is over and it has bytes to carry.
  virtual void carry(Flow& flow) = 0;
  // Its bytes have been carried.
  virtual void carried(Flow&) {}

 private:
  friend struct Flow;
  void begin(Flow& flow);

  Clock* clock_;
  std::vector<Traffic> traffic_;
};

}  // namespace dawdle
