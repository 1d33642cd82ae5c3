// A training run under way, as a strategy sees it: what to compute, what to send, when to stop.
#pragma once

#include "sim/cluster/cluster.hpp"
#include "sim/core/event.hpp"
#include "sim/training/learner.hpp"
#include "sim/training/record.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace dawdle {

// Reasons to end a run. At least one of updates, samples, epochs and time is given: targets may never be reached.
struct StopRule {
  std::optional<std::int64_t> updates;
  std::optional<std::int64_t> samples;
  std::optional<double> epochs;
  std::optional<double> time;  // simulated seconds
  std::optional<double> loss;
  std::optional<double> accuracy;
  void describe(Fields& fields);
};

// What to measure on the way.
struct RecordRule {
  std::optional<std::int64_t> every_updates;
  std::optional<double> every_time;  // simulated seconds
  std::optional<double> target_loss, target_accuracy;
  std::int64_t train_rows = 0;  // of the training set looked at by an evaluation; 0: all
  void describe(Fields& fields);
};

// Read by the thread that shows progress.
struct Progress {
  std::atomic<double> time{0};
  std::atomic<std::uint64_t> updates{0};
};

struct JobParts {
  Cluster& cluster;
  Learner& learner;
  const models::LearningRate* learning_rate;  // null: timing alone
  StopRule stop;
  RecordRule record;
  std::size_t batch = 1;         // samples of one gradient
  std::size_t train_rows = 0;    // samples of an epoch; 0: there are no epochs
  double gradient_bytes = 0;     // of one push
  double parameter_bytes = 0;    // of one pull
  Progress* progress = nullptr;  // may be null
};

class Job {
 public:
  explicit Job(const JobParts& parts);

  Cluster& cluster() { return parts_.cluster; }
  Clock& clock() { return parts_.cluster.clock; }
  int workers() const { return parts_.cluster.size(); }
  double gradient_bytes() const { return parts_.gradient_bytes; }
  double parameter_bytes() const { return parts_.parameter_bytes; }

  // Whether a worker that knows of `updates` updates has another to work for.
  bool running(std::uint64_t updates) const { return updates < last_update_ && !parts_.cluster.clock.stopped(); }
  bool running() const { return running(updates_); }

  // x_0, which every worker and server has before the clock starts.
  const Version& initial() const { return initial_; }

  // The worker's next gradient, at x: begun here, computed on the pool, its time spent in compute().
  Gradient gradient(Worker& worker, const Version& x);
  // co_await: the simulated time of the gradient begun last.
  auto compute(Worker& worker) { return parts_.cluster.compute(worker, parts_.batch); }

  // co_await: the same, unless `stop` happens first; then the rest of it is cancelled and the answer is false.
  Task<bool> compute_unless(Worker& worker, Event& stop);

  // A gradient that nobody will apply.
  void drop(const Gradient& gradient) { ++result_.dropped[static_cast<std::size_t>(gradient.worker)]; }

  // x after one update by these gradients, see Learner::apply. Only the mathematics.
  Version apply(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order = nullptr);
  // That update has now happened: it is counted, evaluated when due, and may end the run.
  void commit(const Version& x, std::span<const Gradient> gradients);

  // For whoever runs the job: processes to begin with, and what is left at its end.
  void begin();
  RunResult finish();

 private:
  Process evaluate_in_time();
  void evaluate();
  void count_staleness(std::uint64_t before, std::span<const Gradient> gradients);
  void look_for_targets(const CurveRow& row);
  bool reached(const CurveRow& row, std::string_view figure, double target, bool below) const;
  double epochs() const;
  void end(Outcome outcome);

  JobParts parts_;
  Version initial_;
  Version current_;
  std::uint64_t updates_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t last_update_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t next_evaluation_ = std::numeric_limits<std::uint64_t>::max();
  double every_samples_ = 0;
  double next_samples_ = std::numeric_limits<double>::infinity();
  double learning_rate_ = 0;
  bool targets_ = false;  // some are left to be found, so figures are needed at once
  RunResult result_;
};

}  // namespace dawdle
