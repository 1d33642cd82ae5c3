// What real networks add to latency and bandwidth. Everything is off by default.
//
// Measured on real TCP rings: alpha-beta with datasheet values is 9 % off, with these terms 1.5 %.
#pragma once

#include "sim/core/options.hpp"
#include "sim/network/fabric.hpp"

#include <optional>
#include <span>

namespace dawdle {

struct Realism {
  std::optional<double> flow_bandwidth;  // bytes/s that one message may use at most (a TCP window, a single stream)
  double mtu = 0;                        // bytes of a packet, header included; 0: messages are not cut into packets
  double header = 0;                     // bytes of it that are not the message's
  bool store_and_forward = false;        // a packet is received whole before a switch sends it on
  double acknowledgements = 0;           // bytes on the reverse links per byte carried
  double initial_window = 0;  // bytes before the first acknowledgement; doubles each round trip; 0: no slow start
  double silence = 0;         // seconds without a message between two hosts after which it starts again

  void describe(Fields& fields);
  bool any() const;

  // Bytes on the wire of a message of so many.
  double wire_bytes(double bytes) const;
  // One packet's way through every switch between sender and receiver, in seconds. speed: bytes/s of each link, none 0.
  double forwarding(double wire, std::span<const LinkId> route, std::span<const double> speed) const;
  // How long a sender idles for acknowledgements before its window fills the pipe, in seconds (Cardwell, Savage and
  // Anderson, "Modeling TCP latency", 2000, without losses).
  double slow_start(double wire, double round_trip, double bandwidth) const;
};

}  // namespace dawdle
