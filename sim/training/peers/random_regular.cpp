#include "sim/training/peers/random_regular.hpp"

#include "sim/core/random.hpp"

#include <fmt/format.h>

#include <boost/graph/connected_components.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <stdexcept>
#include <utility>

namespace dawdle::peers {

namespace {

using Edge = std::pair<std::size_t, std::size_t>;

void check_degree(std::int64_t degree, int workers) {
  if (degree >= workers)
    throw std::invalid_argument(fmt::format("expected a degree below the {} workers, got {}", workers, degree));
  if (degree * workers % 2 != 0)
    throw std::invalid_argument(
        fmt::format("expected an even degree for {} workers, an odd number, got {}", workers, degree));
  if (degree == 1 && workers > 2)
    throw std::invalid_argument(fmt::format("expected a degree that connects {} workers, got 1", workers));
}

// i - i + 1, ..., i + degree/2, and for an odd degree the worker opposite.
Undirected circulant(std::size_t n, std::size_t degree) {
  Undirected out(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t hop = 1; hop <= degree / 2; ++hop) add_edge(i, (i + hop) % n, out);
    if (degree % 2 == 1)
      add_edge(i, (i + n / 2) % n, out);
  }
  return out;
}

// a - b, c - d become a - d, c - b, unless that made a loop or an edge that is there.
void switch_ends(Undirected& graph, Edge& first, Edge& second) {
  const auto [a, b] = first;
  const auto [c, d] = second;
  if (a == d || c == b || edge(a, d, graph).second || edge(c, b, graph).second)
    return;
  remove_edge(a, b, graph);
  remove_edge(c, d, graph);
  add_edge(a, d, graph);
  add_edge(c, b, graph);
  first = {a, d};
  second = {c, b};
}

void shuffle(Undirected& graph, std::vector<Edge>& edges, Stream& random) {
  constexpr std::size_t attempts = 20;  // at each edge: several times what mixes in practice
  boost::random::uniform_int_distribution<std::size_t> any(0, edges.size() - 1);
  boost::random::uniform_int_distribution<int> coin(0, 1);
  for (std::size_t i = 0; i < attempts * edges.size(); ++i) {
    Edge& first = edges[any(random)];
    Edge& second = edges[any(random)];
    if (coin(random))
      std::swap(second.first, second.second);
    switch_ends(graph, first, second);
  }
}

bool connected(const Undirected& graph) {
  std::vector<int> component(num_vertices(graph));
  return connected_components(graph, component.data()) == 1;
}

}  // namespace

Undirected RandomRegular::graph(int workers, std::uint64_t seed) const {
  const auto n = static_cast<std::size_t>(workers);
  if (n == 1)
    return Undirected(1);
  check_degree(degree, workers);
  Undirected out = circulant(n, static_cast<std::size_t>(degree));
  std::vector<Edge> edges;
  for (const auto e : boost::make_iterator_range(boost::edges(out))) edges.emplace_back(source(e, out), target(e, out));
  Stream random = stream(seed, Purpose::peers, n);  // no worker has this number
  do shuffle(out, edges, random);
  while (!connected(out));
  return out;
}

}  // namespace dawdle::peers
