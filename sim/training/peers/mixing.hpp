// Mixing matrices: how much of whose model a worker takes when it averages with its peers.
#pragma once

#include <span>
#include <vector>

namespace dawdle {

// So much, of that worker's model or for that worker.
struct Share {
  int worker;
  double weight;
};

// W, n x n and sparse: x_i <- sum_j W_ij x_j. No weight is negative.
class Mixing {
 public:
  explicit Mixing(int workers) : rows_(static_cast<std::size_t>(workers)), columns_(rows_.size()) {}

  // W_(to, from), to be called once for each. A weight of 0 is none.
  void set(int to, int from, double weight);

  int workers() const { return static_cast<int>(rows_.size()); }
  // Row i: what worker i takes, by the workers it takes from in ascending order, itself among them.
  std::span<const Share> row(int i) const { return rows_[static_cast<std::size_t>(i)]; }
  // Column j: what is taken of worker j's model, by those who take it, itself among them.
  std::span<const Share> column(int j) const { return columns_[static_cast<std::size_t>(j)]; }

 private:
  std::vector<std::vector<Share>> rows_, columns_;
};

// Throw std::invalid_argument, which names the row or column and its sum, unless all sum to 1.
void require_row_stochastic(const Mixing& mixing);
void require_column_stochastic(const Mixing& mixing);

// Throws std::invalid_argument, which names the worker, unless all weights on the diagonal are positive.
void require_own_shares(const Mixing& mixing);

// Throws std::invalid_argument, which names two workers, unless in these rounds, again and again, models of each reach
// all others.
void require_connected(std::span<const Mixing> rounds);

// The other workers that each gives to or takes from in any of the rounds, in order.
std::vector<std::vector<int>> neighbours(std::span<const Mixing> rounds);

}  // namespace dawdle
