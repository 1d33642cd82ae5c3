// Workers in equal groups, in their order: those of one node, rack or site.
#pragma once

#include "sim/training/strategy.hpp"

#include <fmt/format.h>

#include <numeric>
#include <stdexcept>
#include <vector>

namespace dawdle {

struct GroupOptions {
  std::int64_t size = 2;

  void describe(Fields& fields) {
    fields.integer("group", size, {.min = 1, .max = 1e6}, "workers of a group: ids 0 to group-1, and so on");
  }
  void check(int workers) const {
    if (workers % size != 0)
      throw std::invalid_argument(fmt::format("expected groups that divide the {} workers, got {}", workers, size));
  }
  int count(int workers) const { return workers / static_cast<int>(size); }
  std::size_t of(const Worker& worker) const { return static_cast<std::size_t>(worker.id / size); }
  std::vector<int> members(int group) const {
    std::vector<int> ids(static_cast<std::size_t>(size));
    std::iota(ids.begin(), ids.end(), group * static_cast<int>(size));
    return ids;
  }
};

}  // namespace dawdle
