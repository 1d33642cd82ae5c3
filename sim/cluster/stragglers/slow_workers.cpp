#include "sim/cluster/stragglers/slow_workers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace dawdle::straggler {

namespace {

// How many of the workers 0 .. n-1 are slow. Its steps are the slow workers: as it does not know the total, adding
// workers changes nobody. The small term undoes rounding: 100 * 0.29 is just below 29.
double slow_among(int n, double fraction) { return std::floor(n * fraction + 1e-9); }

}  // namespace

void SlowWorkers::describe(Fields& fields) {
  fields.integers("workers", workers, {.min = 0}, "Ids of the slow workers, counted from 0; or give fraction.");
  fields.number("fraction", fraction, {.min = 0, .max = 1},
                "Fraction of slow workers, spread evenly over the ids and rounded down; or give workers.");
  fields.number("slowdown", slowdown, {.above = 0, .required = true}, "How many times as long a slow worker takes.");
  if (workers.empty() != fraction.has_value())
    fields.complain("workers", "either workers or fraction");
}

void SlowWorkers::prepare(int worker_count) {
  slow_.assign(static_cast<std::size_t>(worker_count), false);
  for (const std::int64_t id : workers) {
    if (id >= worker_count)
      throw std::runtime_error(fmt::format("expected worker ids below {}, got {}", worker_count, id));
    slow_[static_cast<std::size_t>(id)] = true;
  }
  for (int id = 0; fraction && id < worker_count; ++id)
    slow_[static_cast<std::size_t>(id)] = slow_among(id + 1, *fraction) > slow_among(id, *fraction);
}

}  // namespace dawdle::straggler
