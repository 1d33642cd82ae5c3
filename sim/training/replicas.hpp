// K equal copies of the parameters, one a worker, that take the same steps: what synchronous training without a server
// keeps. One version in memory stands for all of them.
#pragma once

#include "sim/training/job.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace dawdle {

class Replicas {
 public:
  // Gradients are added up worker by worker, or as the plan has it.
  Replicas(Job& job, Reduce reduce, std::optional<Plan> order = {})
      : job_(job),
        reduce_(reduce),
        order_(std::move(order)),
        x_(job.initial()),
        gradients_(static_cast<std::size_t>(job.workers())) {}

  // The worker's gradient of this round. REQUIRES: it has taken every earlier step.
  void contribute(const Worker& worker, Gradient& gradient) {
    job_.learner().pack(gradient);
    gradients_[static_cast<std::size_t>(worker.id)] = std::move(gradient);
    if (++contributed_ < gradients_.size())
      return;
    contributed_ = 0;
    x_ = job_.apply(x_, gradients_, reduce_, order_ ? &*order_ : nullptr);
    // A fast worker may bring its next gradient before a slow one has taken this step.
    applied_.clear();
    for (Gradient& g : gradients_) applied_.push_back(g.without_values());
  }

  // The worker has the reduced gradient and steps. The update has happened when the last worker's copy has.
  // REQUIRES: all have contributed, as they must have before anybody can hold the sum.
  Version step() {
    if (++stepped_ == gradients_.size()) {
      stepped_ = 0;
      job_.commit(x_, applied_);
    }
    return x_;
  }

 private:
  Job& job_;
  Reduce reduce_;
  std::optional<Plan> order_;
  Version x_;
  std::vector<Gradient> gradients_;  // of the round to come, by worker
  std::vector<Gradient> applied_;    // of the round whose sum is on its way to the workers
  std::size_t contributed_ = 0;
  std::size_t stepped_ = 0;
};

}  // namespace dawdle
