#include "sim/training/peers/worker_graph.hpp"

#include <algorithm>

namespace dawdle {

namespace {

template <class Graph>
int size_of(const Graph& graph) {
  return static_cast<int>(boost::num_vertices(graph));
}

}  // namespace

Mixing metropolis(const Undirected& graph) {
  Mixing out(size_of(graph));
  for (int i = 0; i < out.workers(); ++i) {
    double given = 0;
    for (const auto j : boost::make_iterator_range(adjacent_vertices(static_cast<std::size_t>(i), graph))) {
      const auto most = std::max(out_degree(static_cast<std::size_t>(i), graph), out_degree(j, graph));
      const double weight = 1 / (1 + static_cast<double>(most));
      out.set(i, static_cast<int>(j), weight);
      given += weight;
    }
    out.set(i, i, 1 - given);
  }
  return out;
}

Mixing uniform(const Directed& graph) {
  Mixing out(size_of(graph));
  for (int j = 0; j < out.workers(); ++j) {
    const auto from = static_cast<std::size_t>(j);
    const double weight = 1 / (1 + static_cast<double>(out_degree(from, graph)));
    out.set(j, j, weight);
    for (const auto to : boost::make_iterator_range(adjacent_vertices(from, graph)))
      out.set(static_cast<int>(to), j, weight);
  }
  return out;
}

}  // namespace dawdle
