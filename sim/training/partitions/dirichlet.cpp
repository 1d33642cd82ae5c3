#include "sim/training/partitions/dirichlet.hpp"

#include "models/portable_math.hpp"
#include "sim/cluster/variates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dawdle::partition {

namespace {

using Rows = std::vector<std::uint32_t>;

// Dirichlet(alpha, ..., alpha), not yet divided by the sum: gamma variates of shape alpha, the largest scaled to 1. By
// way of logarithms, since for small alpha all of them may be too small for a double. G(a) = G(a + 1) U^(1/a).
std::vector<double> proportions(double alpha, std::size_t workers, Stream& random) {
  std::vector<double> p;
  for (std::size_t i = 0; i < workers; ++i) {
    const double log_gamma = models::portable_log(gamma_variate(alpha + 1, random));
    p.push_back(log_gamma - exponential_variate(random) / alpha);
  }
  const double largest = *std::max_element(p.begin(), p.end());
  for (double& value : p) value = models::portable_exp(value - largest);
  return p;
}

std::vector<Rows> rows_of_classes(const Samples& samples, std::uint64_t seed) {
  std::vector<Rows> out(samples.classes);
  for (std::uint32_t row : shuffled_rows(samples, seed))
    out[static_cast<std::size_t>(samples.target(row))].push_back(row);
  return out;
}

Shards deal_once(const std::vector<Rows>& classes, std::size_t workers, double alpha, Stream random) {
  std::vector<Rows> of_worker(workers);
  for (const Rows& rows : classes) {
    const Shards dealt = cut(rows, proportions(alpha, workers, random));
    for (std::size_t i = 0; i < workers; ++i)
      for (std::size_t k = dealt.begin[i]; k < dealt.begin[i + 1]; ++k) of_worker[i].push_back(dealt.row[k]);
  }
  Shards out{{}, {0}};
  for (const Rows& rows : of_worker) {
    out.row.insert(out.row.end(), rows.begin(), rows.end());
    out.begin.push_back(out.row.size());
  }
  return out;
}

bool somebody_has_none(const Shards& shards) {
  return std::adjacent_find(shards.begin.begin(), shards.begin.end()) != shards.begin.end();
}

}  // namespace

Shards Dirichlet::deal(const Samples& samples, std::size_t workers, std::uint64_t seed) const {
  if (samples.classes == 0)
    throw PartitionError("expected class labels to deal by, got a regression");
  const std::vector<Rows> classes = rows_of_classes(samples, seed);
  constexpr std::uint64_t attempts = 100;
  for (std::uint64_t attempt = 1; attempt <= attempts; ++attempt) {
    Shards out = deal_once(classes, workers, alpha, stream(seed, Purpose::partition, 1, attempt));
    if (!somebody_has_none(out))
      return out;
  }
  throw PartitionError(fmt::format(
      "expected proportions that give each of the {} workers a row, got none in {} draws; a larger alpha, more rows or "
      "fewer workers help",
      workers, attempts));
}

}  // namespace dawdle::partition
