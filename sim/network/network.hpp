// What the layers above see of a network: hosts, and messages that take time between them.
//
// Model (alpha-beta with max-min fair sharing): a message waits for the sender's overhead and the route's latency,
// which occupy no link, then is a flow that shares the links of its route. Links are full duplex: each direction is a
// link of its own. Sizes are real numbers of bytes, so that a ring's n/p pieces need no rounding.
#pragma once

#include "sim/core/clock.hpp"
#include "sim/core/signal.hpp"

#include <coroutine>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace dawdle {

using Host = int;

class Network;
struct LinkUse;  // link_use.hpp

// Calls its argument with the two ends of each route in question.
using RouteVisitor = std::function<void(Host from, Host to)>;
using Routes = std::function<void(const RouteVisitor&)>;

// A message under way. It lives in the coroutine that sends it.
struct Flow final : Alarm {
  Flow(Network& n, Host f, Host t, double b) : network(&n), from(f), to(t), bytes(b), wire(b), remaining(b) {}
  void ring() override;  // its latency is over

  Network* network;
  Host from;
  Host to;
  double bytes;
  double wire;       // bytes that the links carry for it: headers included
  double remaining;  // of those, not yet carried, as of when the machinery last looked
  std::coroutine_handle<> sender;
};

// Messages from one host to another, one after the other, that were computed instead of sent.
struct Computed {
  Host from, to;
  double bytes;     // of all of them
  Time begin, end;  // of the first, of the last
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
      ++flow_.network->in_flight_;
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

  // Whether messages along these routes never share a link, given that no host sends or receives two at once: each then
  // takes delay() + bytes / bandwidth(), and may be computed instead of sent. No by default.
  virtual bool private_routes(const Routes&) const { return false; }

  // Whoever announces messages that may meet those of a collective of all: from now on nothing is computed any more.
  void expect_others() { others_ = true; }
  bool quiet() const { return in_flight_ == 0 && !others_; }

  // Bytes that are in no message and on no link.
  void count(Host from, Host to, double bytes) {
    sent_ += bytes;
    traffic_[static_cast<std::size_t>(from)].sent += bytes;
    traffic_[static_cast<std::size_t>(to)].received += bytes;
  }
  void account(const Computed& messages) {
    count(messages.from, messages.to, messages.bytes);
    foresee(messages);
  }
  // All messages of a collective have been accounted for.
  virtual void accounted() {}

  // What each link carried so far; nothing where links are not measured.
  virtual LinkUse link_use() const;
  // A line for each message that waits for a link that is down, each after a line break.
  virtual std::string stalled() const { return ""; }

  Clock& clock() const { return *clock_; }
  const Traffic& traffic(Host host) const { return traffic_[static_cast<std::size_t>(host)]; }
  // Bytes that all hosts together have sent so far.
  double sent() const { return sent_; }

  // For the machinery that carries flows: this one has arrived.
  void delivered(Flow& flow);

 protected:
  // The flow's latency is over and it has bytes to carry.
  virtual void carry(Flow& flow) = 0;
  // Its bytes have been carried.
  virtual void carried(Flow&) {}
  // Messages that the links carry without another word.
  virtual void foresee(const Computed&) {}
  // A message sets out: by default it waits for its latency and then rings.
  virtual void begin(Flow& flow);

 private:
  friend struct Flow;

  Clock* clock_;
  double sent_ = 0;
  std::vector<Traffic> traffic_;
  std::size_t in_flight_ = 0;
  bool others_ = false;
};

}  // namespace dawdle
