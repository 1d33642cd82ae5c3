#include "sim/network/topologies/torus.hpp"

#include "sim/network/topologies/hosts.hpp"
#include "sim/network/topologies/ring.hpp"

namespace dawdle {

void Torus::describe_shape(Fields& fields) {
  fields.integers("dims", dims, {.min = 1, .max = 1000, .required = true},
                  "hosts along each dimension, such as [4, 8]");
  if (!dims.empty() && dims.size() != 2 && dims.size() != 3)
    fields.complain("dims", "two or three dimensions");
  describe_cable(fields, cable, "the cable between two neighbours");
}

Graph Torus::graph(int) const {
  Graph graph;
  std::int64_t all = 1;
  for (std::int64_t dim : dims) all *= dim;
  const std::vector<Graph::Node> nodes = add_hosts(graph, all);
  std::int64_t stride = all;  // between neighbours along the dimension
  for (std::int64_t dim : dims) {
    stride /= dim;
    for (std::int64_t first = 0; first < all; ++first) {
      if (first / stride % dim != 0)
        continue;
      std::vector<Graph::Node> line;
      for (std::int64_t i = 0; i < dim; ++i) line.push_back(nodes[static_cast<std::size_t>(first + i * stride)]);
      connect_ring(graph, line, cable);
    }
  }
  return graph;
}

}  // namespace dawdle
