#include "sim/training/peers/torus.hpp"

#include "sim/core/divisors.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle::peers {

Undirected Torus::graph(int workers, std::uint64_t) const {
  const auto n = static_cast<std::size_t>(workers);
  if (n == 1)
    return Undirected(1);
  const std::size_t height = rows ? static_cast<std::size_t>(*rows) : static_cast<std::size_t>(near_square(workers));
  const std::size_t width = n / height;
  if (height * width != n || height < 2 || width < 2)
    throw std::invalid_argument(
        fmt::format("expected workers for a torus of {} columns, got {}",
                    rows ? fmt::format("{} rows and at least two", *rows) : "at least two rows and two", workers));
  Undirected out(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row = i / width, column = i % width;
    add_edge(i, row * width + (column + 1) % width, out);
    add_edge(i, (row + 1) % height * width + column, out);
  }
  return out;
}

}  // namespace dawdle::peers
