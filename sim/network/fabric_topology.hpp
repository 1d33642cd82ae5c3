// What all networks of links have in common: what real ones add to them, and the traffic of others.
#pragma once

#include "sim/network/background.hpp"
#include "sim/network/realism.hpp"
#include "sim/network/topology.hpp"

#include <memory>
#include <vector>

namespace dawdle {

class FabricTopology : public Topology {
 public:
  Realism realism;
  std::vector<BackgroundTraffic> background;

 protected:
  void describe_what_is_real(Fields& fields);
  // Null: nothing is.
  std::shared_ptr<const Realism> any_realism() const;
};

}  // namespace dawdle
