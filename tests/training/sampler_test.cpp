// Which samples a worker meets: orders, and partitions of the rows.
#include "sim/training/sampler.hpp"
#include "models/dataset.hpp"
#include "sim/training/partitions/dirichlet.hpp"
#include "sim/training/partitions/equal.hpp"
#include "sim/training/partitions/sorted.hpp"
#include "sim/training/partitions/unequal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace dawdle {
namespace {

using Rows = std::vector<std::uint32_t>;

// n rows: labels 0 .. classes-1 in turn, one feature that falls with the row.
models::Dataset<double> labelled(std::size_t n, std::size_t classes) {
  models::Dataset<double> data;
  data.n = n;
  data.d = 1;
  data.classes = classes;
  for (std::size_t i = 0; i < n; ++i) {
    data.label.push_back(static_cast<std::int32_t>(i % classes));
    data.dense.push_back(-static_cast<double>(i));
  }
  return data;
}

Rows rows_of(const Shards& shards, std::size_t worker) {
  const auto begin = shards.row.begin();
  return {begin + static_cast<std::ptrdiff_t>(shards.begin[worker]),
          begin + static_cast<std::ptrdiff_t>(shards.begin[worker + 1])};
}

std::vector<std::size_t> sizes(const Shards& shards) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i + 1 < shards.begin.size(); ++i) out.push_back(shards.begin[i + 1] - shards.begin[i]);
  return out;
}

// Every row belongs to one worker, and every worker has one.
void check_covers(const Shards& shards, std::size_t n, std::size_t workers) {
  Rows sorted = shards.row;
  std::sort(sorted.begin(), sorted.end());
  Rows all(n);
  std::iota(all.begin(), all.end(), 0u);
  CHECK(sorted == all);
  CHECK(shards.begin.size() == workers + 1);
  CHECK(shards.begin.front() == 0);
  CHECK(shards.begin.back() == n);
  for (std::size_t size : sizes(shards)) CHECK(size > 0);
}

// Worker's first `steps` batches, one after another.
Rows drawn(Sampler& sampler, int worker, std::uint64_t steps) {
  Rows out, rows;
  for (std::uint64_t step = 0; step < steps; ++step) {
    const models::Batch batch = sampler.batch(worker, step, rows);
    CHECK(batch.worker == worker);
    out.insert(out.end(), batch.rows.begin(), batch.rows.end());
  }
  return out;
}

SamplingOptions options(std::string order, std::unique_ptr<Partition> partition) {
  SamplingOptions out;
  out.order = std::move(order);
  out.partition = std::move(partition);
  return out;
}

// Variance over workers of the share of a class that each has, averaged over classes.
double variance_of_shares(const Shards& shards, const models::Dataset<double>& data, std::size_t workers) {
  const auto per_class = static_cast<double>(data.n / data.classes);
  const double mean = 1 / static_cast<double>(workers);
  double sum = 0;
  for (std::size_t i = 0; i < workers; ++i) {
    std::vector<double> count(data.classes);
    for (std::uint32_t row : rows_of(shards, i)) ++count[static_cast<std::size_t>(data.label[row])];
    for (double c : count) sum += (c / per_class - mean) * (c / per_class - mean);
  }
  return sum / static_cast<double>(workers * data.classes);
}

}  // namespace

TEST_CASE("every partition gives each row to one worker, and each worker a row") {
  const models::Dataset<double> data = labelled(103, 4);
  partition::Unequal zipf;
  zipf.zipf = 1.2;
  partition::Dirichlet dirichlet;
  const partition::Sharded sharded;
  const partition::ByLabel by_label;
  const partition::ByFeature by_feature;
  const std::initializer_list<const Partition*> all = {&sharded, &zipf, &dirichlet, &by_label, &by_feature};
  for (const Partition* partition : all)
    for (std::size_t workers : {1u, 2u, 5u}) {
      const Shards shards = partition->deal(samples_of(data), workers, 3);
      check_covers(shards, 103, workers);
      CHECK(partition->deal(samples_of(data), workers, 3).row == shards.row);
    }
}

TEST_CASE("a worker far behind the others meets the samples that it would have met beside them") {
  const models::Dataset<double> data = labelled(50, 2);
  const auto sampler = [&] { return Sampler(options("shuffled", {}), samples_of(data), 4, 8, 3); };
  Sampler together = sampler(), apart = sampler();
  std::vector<Rows> expected(4);
  Rows rows;
  for (std::uint64_t step = 0; step < 400; ++step)
    for (int worker = 0; worker < 4; ++worker) {
      together.batch(worker, step, rows);
      expected[static_cast<std::size_t>(worker)].insert(expected[static_cast<std::size_t>(worker)].end(), rows.begin(),
                                                        rows.end());
    }
  // Orders are given up and made anew, and more of them are kept, on the way.
  for (const int worker : {3, 0, 2, 1}) CHECK(drawn(apart, worker, 400) == expected[static_cast<std::size_t>(worker)]);
}

TEST_CASE("unequal shards are as large as asked") {
  const models::Dataset<double> data = labelled(1000, 2);
  partition::Unequal unequal;
  unequal.shares = {1, 3, 6};
  const Shards shards = unequal.deal(samples_of(data), 3, 1);
  CHECK(sizes(shards) == std::vector<std::size_t>{100, 300, 600});
  CHECK_FALSE(std::is_sorted(shards.row.begin(), shards.row.end()));
  unequal.zipf = 1;  // 1 : 1/2 : 1/3 : 1/4
  CHECK(sizes(unequal.deal(samples_of(data), 4, 1)) == std::vector<std::size_t>{480, 240, 160, 120});
}

TEST_CASE("rows sorted by label or by a feature are cut into contiguous shards of equal size") {
  const models::Dataset<double> data = labelled(10, 3);
  const Shards labels = partition::ByLabel().deal(samples_of(data), 3, 1);
  CHECK(rows_of(labels, 0) == Rows{0, 3, 6, 9});
  CHECK(rows_of(labels, 1) == Rows{1, 4, 7});
  CHECK(rows_of(labels, 2) == Rows{2, 5, 8});
  CHECK(rows_of(partition::ByFeature().deal(samples_of(data), 5, 1), 0) == Rows{9, 8});

  models::Dataset<double> sparse = labelled(3, 3);
  sparse.dense.clear();
  sparse.sparse = {{0, 1, 1, 2}, {0, 0}, {5, -5}};  // features 5, none, -5
  CHECK(partition::ByFeature().deal(samples_of(sparse), 3, 1).row == Rows{2, 1, 0});
}

TEST_CASE("a class's shares have the variance of a Dirichlet distribution") {
  // Var p_i = (1/K) (1 - 1/K) / (K alpha + 1)
  constexpr std::size_t workers = 4;
  const models::Dataset<double> data = labelled(20'000, 10);
  for (const double alpha : {0.1, 1.0, 10.0}) {
    partition::Dirichlet dirichlet;
    dirichlet.alpha = alpha;
    std::vector<double> variance;
    for (std::uint64_t seed = 1; seed <= 40; ++seed)
      variance.push_back(variance_of_shares(dirichlet.deal(samples_of(data), workers, seed), data, workers));
    const double mean = std::accumulate(variance.begin(), variance.end(), 0.0) / 40;
    double square = 0;
    for (double v : variance) square += (v - mean) * (v - mean);
    const double expected = 0.25 * 0.75 / (4 * alpha + 1);
    CAPTURE(alpha);
    CHECK(std::abs(mean - expected) < 4 * std::sqrt(square / (39 * 40)));
  }
}

TEST_CASE("a partition that cannot be made says why") {
  const models::Dataset<double> data = labelled(4, 2);
  CHECK_THROWS_WITH_AS(partition::Sharded().deal(samples_of(data), 5, 1),
                       "expected at least one row of the training set for each of the 5 workers, got 4 rows and none "
                       "for worker 4",
                       PartitionError);
  partition::Unequal unequal;
  unequal.shares = {1, 2};
  CHECK_THROWS_WITH_AS(unequal.deal(samples_of(data), 3, 1), "expected a share for each of the 3 workers, got 2",
                       PartitionError);
  unequal.shares = {1, 1000};
  CHECK_THROWS_AS(unequal.deal(samples_of(data), 2, 1), PartitionError);
  partition::ByFeature by_feature;
  by_feature.feature = 1;
  CHECK_THROWS_WITH_AS(by_feature.deal(samples_of(data), 2, 1), "expected a feature below 1, got 1", PartitionError);
  CHECK_THROWS_AS(partition::Dirichlet().deal(samples_of(data), 5, 1), PartitionError);
  models::Dataset<double> targets = data;
  targets.classes = 0;
  CHECK_THROWS_AS(partition::Dirichlet().deal(samples_of(targets), 2, 1), PartitionError);
}

TEST_CASE("workers of one deck meet every row once an epoch, in the order of one worker with their batches together") {
  const models::Dataset<double> data = labelled(24, 2);
  Sampler four({}, samples_of(data), 4, 3, 7), one({}, samples_of(data), 1, 12, 7);
  const Rows whole = drawn(one, 0, 2);
  for (int worker = 0; worker < 4; ++worker) {
    const Rows own = drawn(four, worker, 2);
    CHECK(std::equal(own.begin(), own.begin() + 3, whole.begin() + 3 * worker));
    CHECK(std::equal(own.begin() + 3, own.end(), whole.begin() + 12 + 3 * worker));
  }
  CHECK(std::set(whole.begin(), whole.end()).size() == 24);
}

TEST_CASE("each worker walks its shard once an epoch, and drawing with replacement stays in it") {
  const models::Dataset<double> data = labelled(30, 3);
  const Shards shards = partition::ByLabel().deal(samples_of(data), 3, 1);
  const SamplingOptions shuffled = options("shuffled", std::make_unique<partition::ByLabel>());
  const SamplingOptions replaced = options("replacement", std::make_unique<partition::ByLabel>());
  Sampler epochs(shuffled, samples_of(data), 3, 5, 1), draws(replaced, samples_of(data), 3, 5, 1);
  for (int worker = 0; worker < 3; ++worker) {
    const Rows own = rows_of(shards, static_cast<std::size_t>(worker));
    Rows met = drawn(epochs, worker, 2);
    CHECK(met != own);
    std::sort(met.begin(), met.end());
    CHECK(met == own);
    const Rows any = drawn(draws, worker, 20);
    CHECK(std::set(any.begin(), any.end()) == std::set(own.begin(), own.end()));
  }
}

TEST_CASE("in the order \"same\" every worker meets the same shuffled samples, a whole epoch each") {
  const models::Dataset<double> data = labelled(12, 2);
  Sampler sampler(options("same", nullptr), samples_of(data), 3, 4, 1);
  const Rows first = drawn(sampler, 0, 3);
  CHECK(std::set(first.begin(), first.end()).size() == 12);
  CHECK_FALSE(std::is_sorted(first.begin(), first.end()));
  CHECK(drawn(sampler, 1, 3) == first);
  CHECK(drawn(sampler, 2, 3) == first);
  const SamplingOptions own = options("same", std::make_unique<partition::Sharded>());
  CHECK_THROWS_AS(Sampler(own, samples_of(data), 3, 4, 1), PartitionError);
}

}  // namespace dawdle
