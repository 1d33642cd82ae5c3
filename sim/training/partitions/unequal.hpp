// Random shards whose sizes differ, by given shares or by Zipf's law: worker i (from 0) has a share like (i + 1)^-zipf.
#pragma once

#include "models/portable_math.hpp"
#include "sim/training/partition.hpp"

#include <fmt/format.h>

#include <optional>

namespace dawdle::partition {

struct Unequal : Partition {
  static constexpr std::string_view kind = "unequal", summary = "each worker has its own rows, some more than others";

  std::vector<double> shares{};  // in proportion to these; one a worker
  std::optional<double> zipf{};

  void describe(Fields& fields) {
    fields.numbers("shares", shares, {.above = 0}, "how much each worker has, in proportion to the others");
    fields.number("zipf", zipf, {.min = 0, .max = 100},
                  "instead: worker i from 1 has a share in proportion to i^-zipf");
    if (shares.empty() == !zipf)
      fields.complain("", "either shares or zipf");
  }

  Shards deal(const Samples& samples, std::size_t workers, std::uint64_t seed) const override {
    const std::vector<double> weights = zipf ? zipf_shares(workers) : shares;
    if (weights.size() != workers)
      throw PartitionError(fmt::format("expected a share for each of the {} workers, got {}", workers, weights.size()));
    Shards out = cut(shuffled_rows(samples, seed), weights);
    require_rows_for_all(out);
    return out;
  }

 private:
  std::vector<double> zipf_shares(std::size_t workers) const {
    std::vector<double> out;
    for (std::size_t i = 1; i <= workers; ++i)
      out.push_back(models::portable_exp(-*zipf * models::portable_log(static_cast<double>(i))));
    return out;
  }
};

}  // namespace dawdle::partition
