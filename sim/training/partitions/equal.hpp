// Independent and identically distributed: one deck of all rows, or random shards of equal size.
#pragma once

#include "sim/training/partition.hpp"

namespace dawdle::partition {

struct Shared : Partition {
  static constexpr std::string_view kind = "shared", summary = "the workers deal one deck of all rows among them";
  void describe(Fields&) {}
  Shards deal(const Samples&, std::size_t, std::uint64_t) const override { return {}; }
};

struct Sharded : Partition {
  static constexpr std::string_view kind = "sharded", summary = "each worker has its own K-th of the rows, at random";
  void describe(Fields&) {}
  Shards deal(const Samples& samples, std::size_t workers, std::uint64_t seed) const override {
    return cut_equally(shuffled_rows(samples, seed), workers);
  }
};

}  // namespace dawdle::partition
