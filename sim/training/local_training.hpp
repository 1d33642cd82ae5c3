// Local steps with rounds of averaging: what local SGD, post-local SGD, AdaComm, SlowMo and DiLoCo have in common. They
// differ in how long a round is and in what is made of the mean.
#pragma once

#include "sim/training/averaging.hpp"

#include <functional>

namespace dawdle {

// What is known when a round begins.
struct Round {
  std::uint64_t steps = 0;  // that each worker has taken
  Time begin = 0;           // when the first worker begins it
  double loss = 0;          // mean over the workers' first minibatches of the round before; 0: none yet
};

// Local steps of a round: H, or tau.
using Period = std::function<std::uint64_t(const Round&)>;

class LocalTraining : public Running {
 public:
  LocalTraining(Job& job, const AllReduceAlgorithm& algorithm, Period period);

  // Every worker's process:
  //
  //   x_i <- x_i - eta g_i(x_i)            H times, by the worker's own optimizer
  //   x_i <- then((1/K) sum_j x_j)
  //
  // An update of the run is one step of every worker, so that H = 1 is synchronous SGD; they are committed, and
  // evaluated, round by round.
  Process worker(Worker& worker);

  Averaging averaging;
  bool measures_loss = false;  // Round::loss is wanted
  // Mean learning rate of the steps of the round that is being averaged.
  double mean_rate() const { return rate_sum_ / static_cast<double>(steps_taken_); }

  std::string algorithm() const override { return averaging.algorithm(); }

 private:
  std::uint64_t steps_of(std::uint64_t begin);
  void note_loss(Gradient& gradient);

  Job& job_;
  Period period_;
  Round round_;               // the newest that a worker has begun
  std::uint64_t length_ = 0;  // its steps
  double loss_sum_ = 0;
  int losses_ = 0;
  double rate_sum_ = 0;  // over the steps of this round, of all workers
  std::uint64_t steps_taken_ = 0;
};

// Spawns its workers.
std::unique_ptr<Running> start(Job& job, std::unique_ptr<LocalTraining> training);

}  // namespace dawdle
