// Models that are averaged: each member brings its own to a round and leaves with their mean.
#pragma once

#include "sim/collectives/all_reduce.hpp"
#include "sim/training/strategy.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace dawdle {

class Averaging {
 public:
  // What the members leave with, made from their mean.
  using Then = std::function<Version(const Version& mean)>;
  // Called with it when the last of them has it.
  using Done = std::function<void(const Version& x)>;

  // Between the workers of these ids; none: between all. A round moves `bytes` by the algorithm's AllReduce; `road` as
  // for any collective: message by message where others may send meanwhile.
  Averaging(Job& job, const AllReduceAlgorithm& algorithm, double bytes, std::vector<int> members = {},
            Road road = Road::any);

  Then then;
  Done done;

  // co_await: the round is over for this worker. All models of a round have the same number.
  Task<Version> mean(Worker& worker, Version x);

  std::string algorithm() const { return all_reduce_->algorithm(); }

 private:
  std::size_t seat(const Worker& worker) const { return seats_[static_cast<std::size_t>(worker.id)]; }
  void contribute(const Worker& worker, Version x);

  Job& job_;
  double bytes_;
  std::unique_ptr<AllReduce> all_reduce_;
  std::vector<std::size_t> seats_;  // of each worker among the members
  std::vector<Version> models_;     // of the round to come, by seat
  std::size_t contributed_ = 0;
  std::size_t left_ = 0;
  Version result_;  // of the round whose sum is on its way
};

// A strategy whose workers average their models.
class AveragingStrategy : public Strategy {
 public:
  void check(int workers) const override { algorithm_->plan(workers, 0); }
  bool sends_gradients() const override { return false; }
  const AllReduceAlgorithm& algorithm() const { return *algorithm_; }

 protected:
  StepShape local_steps(std::int64_t period, bool takes_mean) const {
    return {.synchronous = true, .all_reduce = algorithm_.get(), .local = LocalSteps{period, takes_mean}};
  }
  void describe_algorithm(Fields& fields) {
    fields.kind("algorithm", algorithm_, all_reduce_algorithms(), "ring", "how the models are averaged");
  }

 private:
  std::unique_ptr<AllReduceAlgorithm> algorithm_;
};

// The mean of models, in their order, as version `number`.
Version mean_of(Learner& learner, std::uint64_t number, std::span<const Version> models);

}  // namespace dawdle
