// Traffic of others on the network: messages that no worker sends or waits for.
#pragma once

#include "sim/core/options.hpp"
#include "sim/network/network.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dawdle {

// One source of messages. Hosts are numbered as ranks: the workers, then the servers.
struct BackgroundTraffic {
  std::optional<std::int64_t> from, to;  // absent: drawn anew for each message
  double bytes = 1e6;                    // of each
  double every = 1;                      // seconds between their beginnings, in the mean
  std::string arrivals = "poisson";      // or "regular"
  double begin = 0;                      // seconds

  void describe(Fields& fields);
};

// Begins the traffic. Throws std::invalid_argument when a host does not exist. `network` must outlive the processes.
void start_background(Clock& clock, Network& network, const std::vector<BackgroundTraffic>& sources, int hosts,
                      std::uint64_t seed);

}  // namespace dawdle
