#include "sim/training/sampler.hpp"

#include "sim/core/random.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <numeric>
#include <stdexcept>

namespace dawdle {

namespace {

// Fisher-Yates.
void shuffle(std::vector<std::uint32_t>& rows, Stream random) {
  for (std::size_t i = rows.size(); i > 1; --i) {
    boost::random::uniform_int_distribution<std::size_t> below(0, i - 1);
    std::swap(rows[i - 1], rows[below(random)]);
  }
}

}  // namespace

void SamplingOptions::describe(Fields& fields) {
  fields.choice("order", order, {"shuffled", "sequential", "replacement"},
                "of the samples: shuffled anew each epoch, as they stand in the data, or drawn with replacement");
  fields.choice("partition", partition, {"shared", "sharded"},
                "shared: the workers deal one deck among them; sharded: each has its own K-th of the rows");
}

Sampler::Sampler(SamplingOptions options, std::size_t rows, int workers, std::size_t batch, std::uint64_t seed)
    : options_(std::move(options)),
      n_(rows),
      workers_(static_cast<std::uint64_t>(workers)),
      batch_(batch),
      seed_(seed) {
  if (options_.partition != "sharded" || n_ == 0)
    return;
  if (n_ < workers_)
    throw std::invalid_argument("sharded data need at least one row per worker");
  shard_order_.resize(n_);
  std::iota(shard_order_.begin(), shard_order_.end(), 0u);
  shuffle(shard_order_, stream(seed_, Purpose::partition, 0));
}

models::Batch Sampler::batch(int worker, std::uint64_t step, std::vector<std::uint32_t>& rows) {
  const auto id = static_cast<std::uint64_t>(worker);
  const bool sharded = !shard_order_.empty();
  const std::uint64_t first = (step * workers_ + id) * batch_;
  rows.clear();
  if (n_ == 0)
    return {first, batch_, {}};
  const std::uint64_t owner = sharded ? id + 1 : 0;
  if (options_.order == "replacement") {
    const std::vector<std::uint32_t> own = sharded ? rows_of(owner) : std::vector<std::uint32_t>{};
    Stream random = stream(seed_, Purpose::sampling, id, step);
    boost::random::uniform_int_distribution<std::size_t> any(0, (sharded ? own.size() : n_) - 1);
    for (std::size_t j = 0; j < batch_; ++j) {
      const std::size_t drawn = any(random);
      rows.push_back(sharded ? own[drawn] : static_cast<std::uint32_t>(drawn));
    }
  } else {
    shuffled(owner, sharded ? step * batch_ : first, rows);
  }
  return {first, batch_, rows};
}

// `batch_` samples from `position` on of the owner's endless sequence of epochs.
void Sampler::shuffled(std::uint64_t owner, std::uint64_t position, std::vector<std::uint32_t>& rows) {
  while (rows.size() < batch_) {
    const std::size_t size = owner == 0 ? n_ : n_ / workers_ + (owner - 1 < n_ % workers_);
    const Deck& current = deck(owner, position / size);
    const std::size_t begin = position % size;
    const std::size_t end = std::min(size, begin + batch_ - rows.size());
    rows.insert(rows.end(), current.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                current.rows.begin() + static_cast<std::ptrdiff_t>(end));
    position += end - begin;
  }
}

const Sampler::Deck& Sampler::deck(std::uint64_t owner, std::uint64_t epoch) {
  // Workers of one deck are rarely more than a few epochs apart; one further behind makes its order anew.
  constexpr std::size_t kKept = 8;
  const std::size_t slot = owner == 0 ? epoch % kKept : owner - 1;
  if (decks_.size() <= slot)
    decks_.resize(slot + 1);
  std::unique_ptr<Deck>& kept = decks_[slot];
  if (!kept || kept->owner != owner || kept->epoch != epoch) {
    kept = std::make_unique<Deck>(Deck{owner, epoch, rows_of(owner)});
    if (options_.order == "shuffled")
      shuffle(kept->rows, stream(seed_, Purpose::sample_order, owner, epoch));
  }
  return *kept;
}

std::vector<std::uint32_t> Sampler::rows_of(std::uint64_t owner) const {
  std::vector<std::uint32_t> rows;
  if (owner == 0) {
    rows.resize(n_);
    std::iota(rows.begin(), rows.end(), 0u);
    return rows;
  }
  const std::uint64_t shard = owner - 1;
  const std::uint64_t larger = n_ % workers_;  // the first n mod K shards have one row more
  const std::uint64_t begin = shard * (n_ / workers_) + std::min(shard, larger);
  const std::uint64_t size = n_ / workers_ + (shard < larger);
  rows.assign(shard_order_.begin() + static_cast<std::ptrdiff_t>(begin),
              shard_order_.begin() + static_cast<std::ptrdiff_t>(begin + size));
  return rows;
}

}  // namespace dawdle
