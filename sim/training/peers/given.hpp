// A graph edge by edge, or its mixing matrix itself.
#pragma once

#include "sim/training/peers/peer_graph.hpp"

namespace dawdle::peers {

struct PeerEdge {
  std::int64_t from = 0, to = 0;
  void describe(Fields& fields);
};

struct Given final : PeerGraph {
  static constexpr std::string_view kind = "given";
  static constexpr std::string_view summary = "edges as listed, or a mixing matrix";

  std::vector<PeerEdge> edges;
  bool directed = false;
  std::vector<double> matrix;  // W row by row: n^2 numbers, instead of edges

  void describe(Fields& fields) override;
  std::vector<Mixing> rounds(int workers, std::uint64_t seed) const override;

 private:
  Mixing mixing_of_matrix(int workers) const;
  template <class Graph>
  Graph graph(int workers) const;
};

}  // namespace dawdle::peers
