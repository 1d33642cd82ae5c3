// A training run under way, as a strategy sees it: what to compute, what to send, when to stop.
#pragma once

#include "sim/cluster/cluster.hpp"
#include "sim/core/event.hpp"
#include "sim/training/learner.hpp"
#include "sim/training/overlap.hpp"
#include "sim/training/record.hpp"
#include "sim/training/rules.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>

namespace dawdle {

// Read by the thread that shows progress.
struct Progress {
  std::atomic<double> time{0};
  std::atomic<std::uint64_t> updates{0};
  std::atomic<std::uint64_t> samples{0};
  std::atomic<double> epochs{0};
};

// Of the gradient that a worker has begun last: when it ends, and how long its last batch takes.
struct Computation {
  Time end;
  double batch_seconds;
  Time ready(const Bucket& bucket) const { return end - bucket.early * batch_seconds; }
};

struct JobParts {
  Cluster& cluster;
  Learner& learner;
  const models::LearningRate* learning_rate;  // null: timing alone
  StopRule stop;
  RecordRule record;
  IterateAveraging averaging{};
  std::size_t batch = 1;          // samples that are computed at once
  std::int64_t accumulation = 1;  // of those, for one gradient
  std::size_t train_rows = 0;     // samples of an epoch; 0: there are no epochs
  double gradient_bytes = 0;      // of a gradient's numbers
  double push_bytes = 0;          // of a gradient as it is sent
  bool compressed = false;        // whether that is by a compressor
  double parameter_bytes = 0;     // of the parameters
  std::vector<GradientLayer> layers{};
  double entry_bytes = 0;        // of a number of a sparse gradient with its place; 0: all are sent
  std::uint64_t seed = 1;        // of the run's random numbers
  Progress* progress = nullptr;  // may be null
};

class Job {
 public:
  explicit Job(const JobParts& parts);

  Cluster& cluster() { return parts_.cluster; }
  Clock& clock() { return parts_.cluster.clock; }
  Learner& learner() { return parts_.learner; }
  int workers() const { return parts_.cluster.size(); }
  double gradient_bytes() const { return parts_.gradient_bytes; }
  double push_bytes() const { return parts_.push_bytes; }
  // Of this gradient as it is sent, and of what a worker's next one has to read: where gradients are sparse, values and
  // their places, if that is less than everything.
  double push_bytes(const Gradient& gradient) const { return entries_bytes(gradient.nonzeros, parts_.push_bytes); }
  double pull_bytes(const Worker& worker) const {
    return entries_bytes(
        parts_.entry_bytes > 0 ? std::optional(parts_.learner.support(worker.id, worker.step)) : std::nullopt,
        parts_.parameter_bytes);
  }
  bool compressed() const { return parts_.compressed; }
  double parameter_bytes() const { return parts_.parameter_bytes; }
  std::uint64_t seed() const { return parts_.seed; }
  std::uint64_t updates() const { return updates_; }

  // Whether a worker that knows of `updates` updates has another to work for.
  bool running(std::uint64_t updates) const { return updates < last_update_ && !parts_.cluster.clock.stopped(); }
  bool running() const { return running(updates_); }

  // x_0, which every worker and server has before the clock starts.
  const Version& initial() const { return initial_; }

  // The worker's next gradient, at x: begun here, computed on the pool, its time spent in compute().
  Gradient gradient(Worker& worker, const Version& x);
  // co_await: the simulated time of the gradient begun last.
  auto compute(Worker& worker) {
    return during(worker, clock(), Activity::compute, clock().delay(compute_seconds(worker)));
  }
  double compute_seconds(const Worker& worker) const;

  // The same for a worker that sends its gradient bucket by bucket while it computes: begins it,
  Computation begin_compute(Worker& worker);
  // and, co_await, has come as far as this bucket.
  auto computed(Worker& worker, const Computation& computation, const Bucket& bucket) {
    return during(worker, clock(), Activity::wait, clock().until(std::max(clock().now(), computation.ready(bucket))));
  }
  // For the timeline: since `begin` the worker has been sending it.
  void sent(const Worker& worker, const Bucket& bucket, Time begin) const;
  std::vector<Bucket> buckets(const Overlap& overlap) const { return overlap.buckets(parts_.layers); }

  // co_await: the same, unless `stop` happens first; then the rest of it is cancelled and the answer is false.
  Task<bool> compute_unless(Worker& worker, Goal stop);

  // A gradient that nobody will apply.
  void drop(const Gradient& gradient) { result_.dropped[static_cast<std::size_t>(gradient.worker)] += gradient.parts; }

  // The learning rate of the update that follows `updates` updates, from so many samples.
  double learning_rate(std::uint64_t updates, double effective_batch) const {
    return learning_rate(updates, epochs(), effective_batch);
  }
  // The same for a step that is taken now,
  double take_learning_rate(std::uint64_t updates, double effective_batch) {
    return learning_rate_ = learning_rate(updates, effective_batch);
  }
  // and that of the newest step that anybody took.
  double newest_learning_rate() const { return learning_rate_; }

  // x after one update by these gradients, see Stepper::step. Only the mathematics.
  Version apply(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order = nullptr);

  // The worker's own model after one step of its own optimizer along its gradient, which counts as applied. Of workers
  // that step at the same pace: x.number() steps of each came before, whoever is ahead now, so that all have one
  // learning rate.
  Version local_step(Worker& worker, const Version& x, Gradient& gradient);
  // The same for a gradient that counts when the step is committed.
  Version uncounted_step(Worker& worker, const Version& x, Gradient& gradient);
  // As local_step() for a worker that steps at a pace of its own.
  Version lone_step(Worker& worker, const Version& x, Gradient& gradient);
  // The same at the learning rate of so many samples, for a gradient that is going to be applied elsewhere: it does not
  // count.
  Version provisional_step(Worker& worker, const Version& x, Gradient& gradient, double effective_batch);
  // Samples of one gradient of every worker: the effective batch of workers that step at the same pace.
  double samples_of_all() const;
  // Steps left of a run that has taken so many, where all workers step at the same pace.
  std::uint64_t updates_left(std::uint64_t updates) const {
    const std::uint64_t last = std::min(last_update_, last_step_);
    return last - std::min(last, updates);
  }

  // x is what the run now has. The updates up to its number have happened, the last by these gradients: they are
  // counted, evaluated when due, and may end the run.
  void commit(const Version& x, std::span<const Gradient> gradients = {});

  // For training without a centre: from now on what the run has is what stands in `models`, one a worker, which lives
  // as long as the run. Their mean is evaluated, and how far from it they are ("consensus_distance": the mean of
  // |x_i - mean|^2).
  void decentralise(std::span<const Version> models);
  // For parameters that are no version: this gives what the run has, when it is wanted.
  void hold(std::function<Version()> current) { current_of_ = std::move(current); }
  // One more update of what the run has.
  void commit(std::span<const Gradient> gradients);

  // For whoever runs the job: processes to begin with, and what is left at its end. so_far(): as if it were the end; it
  // goes on.
  void begin();
  RunResult finish();
  RunResult so_far();

 private:
  double entries_bytes(const std::optional<std::size_t>& entries, double all) const {
    return parts_.entry_bytes > 0 && entries ? std::min(parts_.entry_bytes * static_cast<double>(*entries), all) : all;
  }
  double batch_seconds(const Worker& worker, std::uint64_t part) const;
  double learning_rate(std::uint64_t updates, double epochs, double effective_batch) const;
  Version step_at(double rate, Worker& worker, const Version& x, Gradient& gradient);
  double epochs_of(double samples) const;
  void evaluate_by_default();
  Process evaluate_in_time();
  void evaluate();
  void count(const Gradient& gradient, std::uint64_t staleness);
  void record(Timeline& timeline, std::span<const Gradient> gradients, std::uint64_t updates) const;
  void updated(std::span<const Gradient> gradients, std::uint64_t updates);  // in all, so far
  void average_iterates(std::uint64_t before);
  Version evaluated(double* consensus_distance);
  bool targets_left() const;  // so figures are needed at once
  void look_for_targets(const CurveRow& row);
  bool reached(const CurveRow& row, std::string_view figure, double target, bool below) const;
  double epochs() const;
  void end(Outcome outcome);

  JobParts parts_;
  Version initial_;
  Version current_;
  std::span<const Version> models_;  // empty: there is one, current_
  std::function<Version()> current_of_;
  Version average_;  // of the iterates
  std::unique_ptr<Stepper> stepper_;
  std::vector<std::unique_ptr<Stepper>> local_steppers_;  // by worker, once it steps by itself
  std::vector<const AnyOf<2>*> stoppable_;                // by worker: its timer, or what stops it, in compute_unless()
  std::uint64_t updates_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t last_update_ = std::numeric_limits<std::uint64_t>::max();
  // By samples, where each step of all workers is an update.
  std::uint64_t last_step_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t next_evaluation_ = std::numeric_limits<std::uint64_t>::max();
  double every_samples_ = std::numeric_limits<double>::infinity();
  double next_samples_ = std::numeric_limits<double>::infinity();
  double learning_rate_ = 0;
  RunResult result_;
};

}  // namespace dawdle
