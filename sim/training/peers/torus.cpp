#include "sim/training/peers/torus.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle::peers {

namespace {

// The largest divisor of n up to its square root.
std::size_t squarest(std::size_t n) {
  std::size_t best = 1;
  for (std::size_t rows = 2; rows * rows <= n; ++rows)
    if (n % rows == 0)
      best = rows;
  return best;
}

}  // namespace

Undirected Torus::graph(int workers, std::uint64_t) const {
  const auto n = static_cast<std::size_t>(workers);
  if (n == 1)
    return Undirected(1);
  const std::size_t height = rows ? static_cast<std::size_t>(*rows) : squarest(n);
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
