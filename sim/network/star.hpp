// Every host has a full-duplex network card on one switch that never blocks.
#pragma once

#include "sim/network/fabric_topology.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dawdle {

// A message crosses two links: out of its sender's card, into its receiver's. So a server's card is shared by all who
// push to it, and the links of a ring are private.
class Star final : public FabricTopology {
 public:
  static constexpr std::string_view kind = "star";
  static constexpr std::string_view summary = "hosts with full-duplex cards on one switch that never blocks";

  std::vector<double> bandwidth = {
      1.25e9};                             // bytes/s of each worker's card, each direction; one value, or one a worker
  std::optional<double> server_bandwidth;  // bytes/s of a server's card; unset: the fastest worker's
  double latency = 50e-6;                  // seconds from host to host
  double overhead = 0;                     // seconds a message costs its sender before it leaves
  std::string sharing = "fair";            // of a server's card: "fair" or "fifo"

  void describe(Fields& fields) override;
  std::unique_ptr<Network> build(Clock& clock, Hosts hosts) const override;
};

// All messages arrive at once: the theory's "communication is free".
class Instant final : public Topology {
 public:
  static constexpr std::string_view kind = "instant";
  static constexpr std::string_view summary = "every message arrives in no time";

  void describe(Fields&) override {}
  std::unique_ptr<Network> build(Clock& clock, Hosts hosts) const override;
};

}  // namespace dawdle
