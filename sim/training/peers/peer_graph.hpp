// Who exchanges models with whom when there is no centre, and the registry of such graphs.
#pragma once

#include "sim/core/options.hpp"
#include "sim/training/peers/mixing.hpp"

#include <memory>
#include <span>
#include <vector>

namespace dawdle {

class PeerGraph {
 public:
  virtual ~PeerGraph() = default;
  virtual void describe(Fields& fields) = 0;
  // The matrices of rounds 0, 1, ...; after the last comes the first again. Throws std::invalid_argument when there is
  // no such graph of so many workers. One worker alone is a graph of every kind.
  virtual std::vector<Mixing> rounds(int workers, std::uint64_t seed) const = 0;
};

// One line each in registry.cpp.
std::span<const Entry<PeerGraph>> peer_graphs();

// "peers" of a strategy without a centre.
void describe_peers(Fields& fields, std::unique_ptr<PeerGraph>& graph, std::string_view fallback);

// What the matrices are for. To average, they must be doubly stochastic; for push-sum, column-stochastic with nobody
// giving away all it has.
enum class Use { average, push_sum };

// The graph's rounds. Throws std::invalid_argument when they are unfit for this, or the graph is not connected.
std::vector<Mixing> rounds_of(const PeerGraph& graph, int workers, std::uint64_t seed, Use use);

}  // namespace dawdle
