// Every topology there is: one line each.
#include "sim/network/star.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<Topology>> topologies() {
  static constexpr std::array table = {
      entry<Topology, Star>(),
      entry<Topology, Instant>(),
  };
  return table;
}

}  // namespace dawdle
