// The most skewed shards there are: the rows are sorted, and each worker has a contiguous piece of equal size.
#pragma once

#include "sim/training/partition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace dawdle::partition {

// Rows with equal keys stay in the order of the data.
template <class Key>
Shards cut_sorted(const Samples& samples, std::size_t workers, Key key) {
  std::vector<std::uint32_t> rows(samples.n);
  std::iota(rows.begin(), rows.end(), 0u);
  std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return cut_equally(std::move(rows), workers);
}

struct ByLabel : Partition {
  static constexpr std::string_view kind = "by_label",
                                    summary =
                                        "sorted by label (or target): a worker sees few classes, all of their rows";
  void describe(Fields&) {}
  Shards deal(const Samples& samples, std::size_t workers, std::uint64_t) const override {
    return cut_sorted(samples, workers, samples.target);
  }
};

struct ByFeature : Partition {
  static constexpr std::string_view kind = "by_feature", summary = "sorted by the value of one feature";

  std::int64_t feature = 0;

  void describe(Fields& fields) {
    fields.integer("feature", feature, {.min = 0, .max = 4294967295.0}, "which, from 0");
  }
  Shards deal(const Samples& samples, std::size_t workers, std::uint64_t) const override {
    const auto j = static_cast<std::size_t>(feature);
    if (j >= samples.features)
      throw PartitionError(fmt::format("expected a feature below {}, got {}", samples.features, feature));
    return cut_sorted(samples, workers, [&](std::uint32_t row) { return samples.feature(row, j); });
  }
};

}  // namespace dawdle::partition
