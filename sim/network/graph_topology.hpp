// What all topologies that are graphs have in common: placement, routes, and links that vary.
#pragma once

#include "sim/network/fabric_topology.hpp"
#include "sim/network/graph.hpp"
#include "sim/network/placement.hpp"
#include "sim/network/profile.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dawdle {

class GraphTopology : public FabricTopology {
 public:
  void describe(Fields& fields) final;
  // Throws std::invalid_argument naming the nodes and links that are wrong, or when the topology has too few hosts.
  std::unique_ptr<Network> build(Clock& clock, Hosts hosts) const final;

  std::unique_ptr<Placement> placement = std::make_unique<InOrder>();
  std::vector<std::unique_ptr<Profile>> profiles;
  std::string routes = "hops";

  // The cluster; `hosts` are needed. A topology of a size of its own may have more, or too few.
  virtual Graph graph(int hosts) const = 0;

 protected:
  virtual void describe_shape(Fields& fields) = 0;
};

// The bandwidth and latency that most cables of a topology share; `what` they are, for the user.
void describe_cable(Fields& fields, Cable& cable, const std::string& what);

}  // namespace dawdle
