// Which samples a gradient is computed on: a pure function of (seed, worker, step), whatever the clock does.
//
// All workers together draw one endless sequence of samples, dealt in blocks: worker i's step-th gradient has the
// samples numbered ((step K + i) b) .. +b. So K workers with batch b meet in round t the samples that one worker with
// batch K b meets in step t, in the same order, and two strategies under one seed meet the same samples. Workers with
// shards of their own each draw an endless sequence from theirs.
#pragma once

#include "models/dataset.hpp"
#include "sim/core/options.hpp"
#include "sim/training/partition.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

// The scenario's choices; they stand in its "data" section.
struct SamplingOptions {
  std::string order = "shuffled";        // "shuffled" each epoch, "sequential", "replacement", "same"
  std::unique_ptr<Partition> partition;  // null: shared

  void describe(Fields& fields);
};

class Sampler {
 public:
  // samples: the training set; none when the objective needs no data (samples then have numbers, but no rows). Throws
  // PartitionError.
  Sampler(const SamplingOptions& options, const Samples& samples, int workers, std::size_t batch, std::uint64_t seed);

  // Fills `rows` with that gradient's rows and returns its batch, which points into `rows`. The steps of one worker may
  // be asked for in any order; going forward is cheap.
  models::Batch batch(int worker, std::uint64_t step, std::vector<std::uint32_t>& rows);

  std::size_t batch_size() const { return batch_; }

 private:
  enum class Order { shuffled, sequential, replacement, same };
  // One permutation of a deck of rows: an epoch's order.
  struct Deck {
    std::uint64_t epoch;
    std::vector<std::uint32_t> rows;
  };

  void shuffled(std::uint64_t owner, std::uint64_t position, std::vector<std::uint32_t>& rows);
  const Deck& deck(std::uint64_t owner, std::uint64_t epoch);
  std::unique_ptr<Deck>& place_of(std::uint64_t owner, std::uint64_t epoch);
  bool keep_more_decks();
  struct Slice {
    std::size_t begin, size;
  };
  Slice slice(std::uint64_t owner) const;
  std::uint32_t row(std::size_t place) const {
    return shards_.begin.empty() ? static_cast<std::uint32_t>(place) : shards_.row[place];
  }

  Order order_;
  std::size_t n_;
  std::uint64_t workers_;
  std::size_t batch_;
  std::uint64_t seed_;
  Shards shards_;
  // The orders in use: one of each shard, or those of the last epochs of the shared deck.
  std::uint64_t shared_decks_ = 1;
  std::vector<std::unique_ptr<Deck>> decks_;
};

}  // namespace dawdle
