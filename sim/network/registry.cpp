// Every topology there is: one line each.
#include "sim/network/star.hpp"
#include "sim/network/topologies/custom.hpp"
#include "sim/network/topologies/fat_tree.hpp"
#include "sim/network/topologies/fully_connected.hpp"
#include "sim/network/topologies/nodes.hpp"
#include "sim/network/topologies/ring.hpp"
#include "sim/network/topologies/torus.hpp"
#include "sim/network/topologies/tree.hpp"
#include "sim/network/topologies/wan.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<Topology>> topologies() {
  static constexpr std::array table = {
      entry<Topology, Star>(), entry<Topology, Instant>(), entry<Topology, RingTopology>(),   entry<Topology, Torus>(),
      entry<Topology, Tree>(), entry<Topology, FatTree>(), entry<Topology, FullyConnected>(), entry<Topology, Nodes>(),
      entry<Topology, Wan>(),  entry<Topology, Custom>(),
  };
  return table;
}

}  // namespace dawdle
