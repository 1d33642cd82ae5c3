#include "sim/network/realism.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle {

void Realism::describe(Fields& fields) {
  fields.bandwidth("flow_bandwidth", flow_bandwidth, {.above = 0}, "that one message can use at most");
  fields.bytes("mtu", mtu, {.min = 0}, "size of a packet with its header; 0: messages are not cut into packets");
  fields.bytes("header", header, {.min = 0}, "of each packet that are not the message's");
  if (mtu > 0 ? header >= mtu : header > 0)
    fields.complain("header", "less than the mtu");
  fields.flag("store_and_forward", store_and_forward, "a switch sends a packet on when it has all of it (needs mtu)");
  if (store_and_forward && mtu == 0)
    fields.complain("store_and_forward", "an mtu beside it, the size of a packet");
  fields.number("acknowledgements", acknowledgements, {.min = 0, .below = 1},
                "bytes that travel back for each byte carried, on the links of the reverse route");
  fields.bytes("initial_window", initial_window, {.min = 0},
               "sent before the first acknowledgement; it doubles each round trip. 0: no slow start");
  fields.seconds("silence", silence, {.min = 0}, "without a message between two hosts before slow start begins again");
}

bool Realism::any() const { return flow_bandwidth || mtu > 0 || acknowledgements > 0 || initial_window > 0; }

double Realism::wire_bytes(double bytes) const {
  return mtu > 0 ? bytes + std::ceil(bytes / (mtu - header)) * header : bytes;
}

double Realism::forwarding(double wire, std::span<const LinkId> route, std::span<const double> speed) const {
  double seconds = 0;
  if (store_and_forward)
    for (std::size_t i = 0; i + 1 < route.size(); ++i) seconds += std::min(mtu, wire) / speed[route[i]];
  return seconds;
}

double Realism::slow_start(double wire, double round_trip, double bandwidth) const {
  double idle = 0;
  double sent = 0;
  if (initial_window > 0)
    for (double window = initial_window; window < bandwidth * round_trip && sent + window < wire; window *= 2) {
      idle += round_trip - window / bandwidth;
      sent += window;
    }
  return idle;
}

}  // namespace dawdle
