// A cluster's network as a scenario names it, and the registry of those there are.
#pragma once

#include "sim/core/options.hpp"
#include "sim/network/network.hpp"

#include <memory>
#include <span>

namespace dawdle {

// Hosts 0 .. workers-1 are the workers, the servers come after them.
struct Hosts {
  int workers = 1;
  int servers = 0;
  std::uint64_t seed = 1;  // of what is random about where they stand and how their links vary
  int all() const { return workers + servers; }
};

class Topology {
 public:
  virtual ~Topology() = default;
  virtual void describe(Fields& fields) = 0;
  // Throws std::invalid_argument when it can't be built for so many hosts.
  virtual std::unique_ptr<Network> build(Clock& clock, Hosts hosts) const = 0;
};

// One line each in registry.cpp.
std::span<const Entry<Topology>> topologies();

}  // namespace dawdle
