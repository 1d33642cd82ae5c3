#include "sim/training/local_training.hpp"

#include <algorithm>

namespace dawdle {

LocalTraining::LocalTraining(Job& job, const AllReduceAlgorithm& algorithm, Period period)
    : averaging(job, algorithm, job.parameter_bytes()), job_(job), period_(std::move(period)) {
  averaging.done = [&job](const Version& x) { job.commit(x); };
}

Process LocalTraining::worker(Worker& worker) {
  Version x = job_.initial();
  while (job_.running(x.number())) {
    const std::uint64_t H = steps_of(x.number());
    for (std::uint64_t h = 0; h < H; ++h) {
      Gradient g = job_.gradient(worker, x);
      co_await job_.compute(worker);
      if (h == 0)
        note_loss(g);
      x = job_.local_step(worker, x, g);
      rate_sum_ += job_.newest_learning_rate();
      ++steps_taken_;
    }
    x = co_await averaging.mean(worker, x);
  }
}

// Of the round that begins after so many steps: asked for once, by the worker that is there first. The last round of
// a run is as long as is left.
std::uint64_t LocalTraining::steps_of(std::uint64_t begin) {
  if (begin >= round_.steps + length_) {
    const double loss = losses_ > 0 ? loss_sum_ / losses_ : 0;
    round_ = {.steps = begin, .begin = job_.clock().now(), .loss = loss};
    length_ = std::min(std::max<std::uint64_t>(1, period_(round_)), job_.updates_left(begin));
    loss_sum_ = losses_ = 0;
    rate_sum_ = 0;
    steps_taken_ = 0;
  }
  return length_;
}

void LocalTraining::note_loss(Gradient& gradient) {
  if (!measures_loss)
    return;
  loss_sum_ += job_.learner().loss(gradient);
  ++losses_;
}

std::unique_ptr<Running> start(Job& job, std::unique_ptr<LocalTraining> training) {
  for (Worker& worker : job.cluster().workers) job.clock().spawn(training->worker(worker), {"worker", worker.id});
  return training;
}

}  // namespace dawdle
