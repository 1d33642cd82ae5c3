// One product in place of K small ones: where all workers compute at one version, and all that is done with their
// gradients is to add them up, the mean gradient is computed over their samples together.
//
// It is cut into pieces for the pool, by worker, in a way that knows nothing of the threads. A piece is computed once
// the last of its workers has begun, and the pieces are added up in their order: the result is the same bytes whoever
// came first. Its reference is the gradient of each worker by itself; they agree to rounding.
#pragma once

#include "models/objective.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/version.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace dawdle {

template <class T>
class JointBatch {
 public:
  // Of so many workers, `batch` samples each.
  JointBatch(const models::Objective<T>& objective, Pool& pool, std::size_t workers, std::size_t batch)
      : pool_(pool), batch_(batch), sum_(objective.size()) {
    // Big enough that adding up its gradient costs little beside it, and several where there are samples for several.
    const std::size_t rows = std::clamp<std::size_t>(workers * batch / 16, 64, 512);
    workers_of_piece_ = (rows + batch - 1) / batch;
    for (std::size_t begin = 0; begin < workers; begin += workers_of_piece_)
      pieces_.emplace_back(objective, std::min(workers_of_piece_, workers - begin) * batch,
                           static_cast<T>(1) / static_cast<T>(workers * batch));
  }
  ~JointBatch() {
    for (Piece& piece : pieces_) pool_.withdraw(piece);
  }
  JointBatch(const JointBatch&) = delete;
  JointBatch& operator=(const JointBatch&) = delete;

  // The worker's samples of this round, at x, which is the same for all.
  void begin(int worker, const Version& x, std::span<const std::uint32_t> rows) {
    const auto id = static_cast<std::size_t>(worker);
    Piece& piece = pieces_[id / workers_of_piece_];
    std::ranges::copy(rows, piece.rows.begin() + static_cast<std::ptrdiff_t>(id % workers_of_piece_ * batch_));
    piece.filled += batch_;
    if (piece.filled < piece.rows.size())
      return;
    piece.filled = 0;
    piece.x = x;
    pool_.submit(piece);
  }

  // The mean over all, (P). REQUIRES: every worker has begun. Then another round may begin.
  std::span<T> mean() {
    std::fill(sum_.begin(), sum_.end(), T{0});
    for (Piece& piece : pieces_) {
      pool_.finish(piece);
      piece.x = Version();
      const T share = piece.of_one * static_cast<T>(piece.rows.size());
      for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += share * piece.out[i];
    }
    return sum_;
  }

 private:
  struct Piece final : Work {
    Piece(const models::Objective<T>& o, std::size_t samples, T part)
        : objective(o), rows(samples), out(o.size()), of_one(part) {}
    void compute() override {
      objective.gradient({x.values<const T>(), out.size()}, {.size = rows.size(), .rows = rows}, out);
    }
    const models::Objective<T>& objective;
    Version x;
    std::vector<std::uint32_t> rows;
    std::vector<T> out;  // (P)
    T of_one;            // what a sample counts in the mean
    std::size_t filled = 0;
  };

  Pool& pool_;
  std::size_t batch_, workers_of_piece_;
  std::vector<T> sum_;
  std::deque<Piece> pieces_;
};

}  // namespace dawdle
