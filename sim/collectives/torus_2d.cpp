#include "sim/collectives/torus_2d.hpp"

#include "sim/collectives/ring.hpp"
#include "sim/core/divisors.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace dawdle {

void Torus2D::describe(Fields& fields) {
  fields.integer("rows", rows, {.min = 1},
                 "rows of the grid (Y), a divisor of the workers; by default as near to a square as they allow");
}

Plan Torus2D::make_plan(int p, double) const {
  const int y = rows ? static_cast<int>(*rows) : near_square(p);
  if (p % y != 0)
    throw std::invalid_argument(fmt::format("expected rows that divide the {} workers, got {}", p, y));
  const int x = p / y;
  const Groups along_rows = {.kind = Groups::Kind::blocks, .block = x, .count = y};
  const Groups along_columns = {.kind = Groups::Kind::across, .block = x, .count = x, .split = true};
  return Plan(std::string(kind), p)
      .then(RingSchedule(RingSchedule::Part::reduce_scatter), along_rows)
      .then(RingSchedule(RingSchedule::Part::all_reduce), along_columns)
      .then(RingSchedule(RingSchedule::Part::all_gather), along_rows);
}

}  // namespace dawdle
