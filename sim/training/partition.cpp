#include "sim/training/partition.hpp"

#include "models/data/shuffle.hpp"
#include "sim/core/random.hpp"
#include "sim/training/partitions/dirichlet.hpp"
#include "sim/training/partitions/equal.hpp"
#include "sim/training/partitions/sorted.hpp"
#include "sim/training/partitions/unequal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace dawdle {

std::span<const Entry<Partition>> partitions() {
  static constexpr std::array table = {
      entry<Partition, partition::Shared>(),  entry<Partition, partition::Sharded>(),
      entry<Partition, partition::Unequal>(), entry<Partition, partition::Dirichlet>(),
      entry<Partition, partition::ByLabel>(), entry<Partition, partition::ByFeature>(),
  };
  return table;
}

namespace {

// 0 for what a sparse row does not hold.
template <class T>
double feature_of(const models::Dataset<T>& data, std::size_t row, std::size_t j) {
  if (!data.is_sparse())
    return static_cast<double>(data.feature(row, j));
  const std::span<const std::uint32_t> columns = data.sparse.columns(row);
  const auto found = std::lower_bound(columns.begin(), columns.end(), j);
  if (found == columns.end() || *found != j)
    return 0;
  return static_cast<double>(
      data.sparse.value[data.sparse.begin[row] + static_cast<std::size_t>(found - columns.begin())]);
}

}  // namespace

template <class T>
Samples samples_of(const models::Dataset<T>& data) {
  return {.n = data.n,
          .features = data.d,
          .classes = data.classes,
          .target =
              [&data](std::size_t row) {
                return data.classes > 0 ? static_cast<double>(data.label[row]) : static_cast<double>(data.target[row]);
              },
          .feature = [&data](std::size_t row, std::size_t j) { return feature_of(data, row, j); }};
}
template Samples samples_of(const models::Dataset<float>&);
template Samples samples_of(const models::Dataset<double>&);

Shards cut(std::vector<std::uint32_t> rows, std::span<const double> shares) {
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  const auto n = static_cast<double>(rows.size());
  Shards out{std::move(rows), {0}};
  double below = 0;
  for (double share : shares) {
    below += share;
    out.begin.push_back(static_cast<std::size_t>(n * (below / total) + 0.5));
  }
  out.begin.back() = out.row.size();
  return out;
}

Shards cut_equally(std::vector<std::uint32_t> rows, std::size_t workers) {
  Shards out{std::move(rows), {0}};
  const std::size_t n = out.row.size();
  for (std::size_t i = 0; i < workers; ++i) out.begin.push_back(out.begin.back() + n / workers + (i < n % workers));
  require_rows_for_all(out);
  return out;
}

std::vector<std::uint32_t> shuffled_rows(const Samples& samples, std::uint64_t seed) {
  return models::permutation(samples.n, stream(seed, Purpose::partition, 0));
}

void require_rows_for_all(const Shards& shards) {
  const std::size_t workers = shards.begin.size() - 1;
  for (std::size_t i = 0; i < workers; ++i)
    if (shards.begin[i] == shards.begin[i + 1])
      throw PartitionError(
          fmt::format("expected at least one row of the training set for each of the {} workers, got {} rows and none "
                      "for worker {}",
                      workers, shards.row.size(), i));
}

}  // namespace dawdle
