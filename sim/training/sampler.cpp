#include "sim/training/sampler.hpp"

#include "models/data/shuffle.hpp"
#include "sim/core/random.hpp"

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <utility>

namespace dawdle {

void SamplingOptions::describe(Fields& fields) {
  fields.choice("order", order, {"shuffled", "sequential", "replacement", "same"},
                "of the samples: shuffled anew each epoch, as they stand in the data, or drawn with replacement; same: "
                "a common mistake, every worker meets the same shuffled samples");
  fields.kind("partition", partition, partitions(), "shared", "which rows each worker draws from");
}

Sampler::Sampler(const SamplingOptions& options, const Samples& samples, int workers, std::size_t batch,
                 std::uint64_t seed)
    : order_(options.order == "sequential"    ? Order::sequential
             : options.order == "replacement" ? Order::replacement
             : options.order == "same"        ? Order::same
                                              : Order::shuffled),
      n_(samples.n),
      workers_(static_cast<std::uint64_t>(workers)),
      batch_(batch),
      seed_(seed) {
  if (options.partition && n_ > 0)
    shards_ = options.partition->deal(samples, workers_, seed_);
  // Those of a few rounds; a round may have many epochs: few samples, many workers.
  constexpr std::uint64_t kRounds = 8;
  if (n_ > 0)
    shared_decks_ = kRounds * (1 + workers_ * batch_ / n_);
  if (order_ == Order::same && !shards_.begin.empty())
    throw PartitionError("expected \"shared\" beside the order \"same\": workers with own rows cannot meet the same");
}

models::Batch Sampler::batch(int worker, std::uint64_t step, std::vector<std::uint32_t>& rows) {
  const auto id = static_cast<std::uint64_t>(worker);
  const bool sharded = !shards_.begin.empty();
  const std::uint64_t first = (order_ == Order::same ? step : step * workers_ + id) * batch_;
  rows.clear();
  if (n_ == 0)
    return {first, batch_, {}, worker};
  const std::uint64_t owner = sharded ? id + 1 : 0;
  if (order_ == Order::replacement) {
    const Slice own = slice(owner);
    Stream random = stream(seed_, Purpose::sampling, id, step);
    boost::random::uniform_int_distribution<std::size_t> any(own.begin, own.begin + own.size - 1);
    for (std::size_t j = 0; j < batch_; ++j) rows.push_back(row(any(random)));
  } else {
    shuffled(owner, sharded ? step * batch_ : first, rows);
  }
  return {first, batch_, rows, worker};
}

// `batch_` samples from `position` on of the owner's endless sequence of epochs.
void Sampler::shuffled(std::uint64_t owner, std::uint64_t position, std::vector<std::uint32_t>& rows) {
  while (rows.size() < batch_) {
    const std::size_t size = slice(owner).size;
    const Deck& current = deck(owner, position / size);
    const std::size_t begin = position % size;
    const std::size_t end = std::min(size, begin + batch_ - rows.size());
    rows.insert(rows.end(), current.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                current.rows.begin() + static_cast<std::ptrdiff_t>(end));
    position += end - begin;
  }
}

const Sampler::Deck& Sampler::deck(std::uint64_t owner, std::uint64_t epoch) {
  std::unique_ptr<Deck>* at = &place_of(owner, epoch);
  if (owner == 0 && *at && (*at)->epoch > epoch && keep_more_decks())
    at = &place_of(owner, epoch);
  std::unique_ptr<Deck>& kept = *at;
  if (!kept || kept->epoch != epoch) {
    const Slice own = slice(owner);
    if (!kept)
      kept = std::make_unique<Deck>();
    kept->epoch = epoch;
    models::identity(own.size, kept->rows);
    if (order_ != Order::sequential)
      models::shuffle(kept->rows, stream(seed_, Purpose::sample_order, owner, epoch));
    if (owner > 0)
      for (std::uint32_t& place : kept->rows) place = row(own.begin + place);
  }
  return *kept;
}

std::unique_ptr<Sampler::Deck>& Sampler::place_of(std::uint64_t owner, std::uint64_t epoch) {
  const std::size_t place = owner == 0 ? epoch % shared_decks_ : owner - 1;
  if (decks_.size() <= place)
    decks_.resize(place + 1);
  return decks_[place];
}

// A worker came back to an epoch whose order a later one replaced: workers drift apart. Without room for more, each
// such worker makes its orders anew.
bool Sampler::keep_more_decks() {
  constexpr std::uint64_t kBytes = 8 << 20;
  if (2 * shared_decks_ * n_ * sizeof(std::uint32_t) > kBytes)
    return false;
  shared_decks_ *= 2;
  for (std::unique_ptr<Deck>& deck : std::exchange(decks_, {}))
    if (deck)
      place_of(0, deck->epoch).swap(deck);
  return true;
}

// Of all rows, or of the shards' rows, those that the owner draws from.
Sampler::Slice Sampler::slice(std::uint64_t owner) const {
  if (owner == 0)
    return {0, n_};
  return {shards_.begin[owner - 1], shards_.begin[owner] - shards_.begin[owner - 1]};
}

}  // namespace dawdle
