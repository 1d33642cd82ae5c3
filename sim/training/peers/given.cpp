#include "sim/training/peers/given.hpp"

#include "sim/training/peers/worker_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace dawdle::peers {

void PeerEdge::describe(Fields& fields) {
  fields.integer("from", from, {.min = 0, .max = 1e6, .required = true}, "a worker, counted from 0");
  fields.integer("to", to, {.min = 0, .max = 1e6, .required = true}, "another, which takes of its model");
}

void Given::describe(Fields& fields) {
  fields.objects("edges", edges, "the graph, of Metropolis-Hastings weights");
  fields.flag("directed", directed,
              "whether models go along the edges one way only; weights are then 1 / (1 + out-degree)");
  fields.numbers("matrix", matrix, {.min = 0, .max = 1},
                 "instead of edges, the weights row by row: row i is what worker i takes of each worker's model");
  if (edges.empty() == matrix.empty())
    fields.complain("edges", "either edges or a matrix");
  if (directed && !matrix.empty())
    fields.complain("directed", "a direction of edges, not of a matrix");
}

std::vector<Mixing> Given::rounds(int workers, std::uint64_t) const {
  if (!matrix.empty())
    return {mixing_of_matrix(workers)};
  return {directed ? uniform(graph<Directed>(workers)) : metropolis(graph<Undirected>(workers))};
}

Mixing Given::mixing_of_matrix(int workers) const {
  const auto n = static_cast<std::size_t>(workers);
  if (matrix.size() != n * n)
    throw std::invalid_argument(fmt::format(
        "expected a mixing matrix of {} x {} numbers for {} workers, got {} numbers", n, n, n, matrix.size()));
  Mixing out(workers);
  for (int i = 0; i < workers; ++i)
    for (int j = 0; j < workers; ++j)
      out.set(i, j, matrix[static_cast<std::size_t>(i) * n + static_cast<std::size_t>(j)]);
  return out;
}

template <class Graph>
Graph Given::graph(int workers) const {
  Graph out(static_cast<std::size_t>(workers));
  for (const PeerEdge& e : edges) {
    if (e.from == e.to || std::max(e.from, e.to) >= workers)
      throw std::invalid_argument(
          fmt::format("expected edges between two of the {} workers, got {} to {}", workers, e.from, e.to));
    add_edge(static_cast<std::size_t>(e.from), static_cast<std::size_t>(e.to), out);
  }
  return out;
}

}  // namespace dawdle::peers
