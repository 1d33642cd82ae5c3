// Every graph of peers there is: one line each.
#include "sim/training/peers/complete.hpp"
#include "sim/training/peers/exponential.hpp"
#include "sim/training/peers/given.hpp"
#include "sim/training/peers/hypercube.hpp"
#include "sim/training/peers/one_peer_exponential.hpp"
#include "sim/training/peers/random_regular.hpp"
#include "sim/training/peers/ring.hpp"
#include "sim/training/peers/torus.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<PeerGraph>> peer_graphs() {
  static constexpr std::array table = {
      entry<PeerGraph, peers::Ring>(),
      entry<PeerGraph, peers::Torus>(),
      entry<PeerGraph, peers::Hypercube>(),
      entry<PeerGraph, peers::Exponential>(),
      entry<PeerGraph, peers::OnePeerExponential>(),
      entry<PeerGraph, peers::Complete>(),
      entry<PeerGraph, peers::RandomRegular>(),
      entry<PeerGraph, peers::Given>(),
  };
  return table;
}

void describe_peers(Fields& fields, std::unique_ptr<PeerGraph>& graph, std::string_view fallback) {
  fields.kind("peers", graph, peer_graphs(), fallback, "who exchanges models with whom");
}

std::vector<Mixing> rounds_of(const PeerGraph& graph, int workers, std::uint64_t seed, Use use) {
  std::vector<Mixing> rounds = graph.rounds(workers, seed);
  for (const Mixing& mixing : rounds) {
    require_column_stochastic(mixing);
    if (use == Use::average)
      require_row_stochastic(mixing);
    else
      require_own_shares(mixing);
  }
  require_connected(rounds);
  return rounds;
}

}  // namespace dawdle
