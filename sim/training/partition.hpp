// Which rows of the training set each worker draws from.
#pragma once

#include "models/dataset.hpp"
#include "sim/core/options.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <vector>

namespace dawdle {

// Worker i has the rows row[begin[i] .. begin[i+1]). No `begin`: the workers share all rows.
struct Shards {
  std::vector<std::uint32_t> row;
  std::vector<std::size_t> begin{};  // (workers + 1)
};

// The training set, as far as partitions look at it.
struct Samples {
  std::size_t n = 0;
  std::size_t features = 0;                                         // d
  std::size_t classes = 0;                                          // 0: regression
  std::function<double(std::size_t row)> target{};                  // or label
  std::function<double(std::size_t row, std::size_t j)> feature{};  // below d
};

// Looks into `data`, which must outlive it.
template <class T>
Samples samples_of(const models::Dataset<T>& data);

// A partition that cannot be made of these samples; the text is a sentence.
struct PartitionError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Partition {
 public:
  virtual ~Partition() = default;

  // Every row belongs to one worker, and every worker has a row. n > 0. Throws PartitionError.
  virtual Shards deal(const Samples& samples, std::size_t workers, std::uint64_t seed) const = 0;
};

// Each concrete one also has `kind`, `summary` and `describe`.
std::span<const Entry<Partition>> partitions();

// What partitions are made of. `rows` in shards as large as `shares` say, to rounding.
Shards cut(std::vector<std::uint32_t> rows, std::span<const double> shares);
// The same with equal shares: the first n mod K have one row more.
Shards cut_equally(std::vector<std::uint32_t> rows, std::size_t workers);
// All rows in the random order that partitions start from.
std::vector<std::uint32_t> shuffled_rows(const Samples& samples, std::uint64_t seed);

// Throws unless every worker has a row.
void require_rows_for_all(const Shards& shards);

}  // namespace dawdle
