#include "sim/training/job.hpp"

#include "sim/core/timer.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::done:
      return "done";
    case Outcome::target_reached:
      return "target_reached";
    case Outcome::diverged:
      return "diverged";
    case Outcome::interrupted:
      return "interrupted";
  }
  return "unknown";
}

void StopRule::describe(Fields& fields) {
  fields.integer("updates", updates, {.min = 0}, "after so many updates of the parameters");
  fields.integer("samples", samples, {.min = 0}, "after so many samples in the gradients applied");
  fields.number("epochs", epochs, {.min = 0}, "after so many passes over the training set");
  fields.seconds("time", time, {.min = 0}, "at this simulated time");
  fields.number("loss", loss, {}, "as soon as an evaluation finds the loss (of the test set, if any) at most this");
  fields.number("accuracy", accuracy, {.min = 0, .max = 1},
                "as soon as an evaluation finds the accuracy (on the test set, if any) at least this");
  if (!updates && !samples && !epochs && !time)
    fields.complain(
        "", "\"updates\", \"samples\", \"epochs\" or \"time\", so that the run ends even if no target is reached");
}

void RecordRule::describe(Fields& fields) {
  auto every = [this](Fields& f) {
    f.integer("updates", every_updates, {.min = 1}, "after every so many updates");
    f.seconds("time", every_time, {.above = 0}, "at every multiple of this simulated time");
  };
  fields.section("evaluate_every", every, "when to evaluate; by default a hundred times over the run");
  fields.number("target_loss", target_loss, {}, "note when the loss is first at most this, and go on");
  fields.number("target_accuracy", target_accuracy, {.min = 0, .max = 1},
                "note when the accuracy is first at least this, and go on");
  fields.integer("train_rows", train_rows, {.min = 0}, "rows of the training set that an evaluation looks at; 0: all");
}

Job::Job(const JobParts& parts) : parts_(parts), initial_(parts.learner.initial()), current_(initial_) {
  const StopRule& stop = parts_.stop;
  if (stop.updates)
    last_update_ = static_cast<std::uint64_t>(*stop.updates);
  targets_ = stop.loss || stop.accuracy || parts_.record.target_loss || parts_.record.target_accuracy;
  result_.figures = parts_.learner.figures();
  for (auto* counts : {&result_.dropped, &result_.cancelled}) counts->resize(parts_.cluster.workers.size());
  result_.staleness.resize(parts_.cluster.workers.size());
}

Gradient Job::gradient(Worker& worker, const Version& x) {
  return parts_.learner.gradient(worker.id, worker.step++, x);
}

Task<bool> Job::compute_unless(Worker& worker, Event& stop) {
  Timer timer(clock(), {"the gradient of worker", worker.id});
  timer.start(parts_.cluster.compute_seconds(worker, parts_.batch));
  auto first_of = any_of(timer, stop);
  const std::size_t first = co_await during(worker, clock(), Activity::compute, first_of);
  if (first == 1)
    ++result_.cancelled[static_cast<std::size_t>(worker.id)];
  co_return first == 0;
}

Version Job::apply(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order) {
  if (parts_.learning_rate) {
    double effective_batch = 0;
    for (const Gradient& g : gradients) effective_batch += static_cast<double>(g.samples);
    learning_rate_ = parts_.learning_rate->at(static_cast<double>(x.number()), epochs(), effective_batch);
  }
  return parts_.learner.apply(x, gradients, reduce, order, learning_rate_);
}

void Job::commit(const Version& x, std::span<const Gradient> gradients) {
  count_staleness(updates_, gradients);
  current_ = x;
  ++updates_;
  if (parts_.progress) {
    parts_.progress->time.store(clock().now(), std::memory_order_relaxed);
    parts_.progress->updates.store(updates_, std::memory_order_relaxed);
  }
  // Compute and messages may cost no time at all as long as a limit on updates, samples or epochs is drawing near.
  if (parts_.stop.updates || parts_.stop.samples || (parts_.stop.epochs && parts_.train_rows > 0))
    clock().progressed();
  if (parts_.learner.diverged())
    return end(Outcome::diverged);
  if (updates_ == next_evaluation_) {
    evaluate();
    next_evaluation_ += static_cast<std::uint64_t>(*parts_.record.every_updates);
  } else if (static_cast<double>(samples_) >= next_samples_) {
    evaluate();
    next_samples_ += every_samples_;
  }
  if (updates_ >= last_update_ ||
      (parts_.stop.samples && samples_ >= static_cast<std::uint64_t>(*parts_.stop.samples)) ||
      (parts_.stop.epochs && epochs() >= *parts_.stop.epochs))
    end(Outcome::done);
}

void Job::count_staleness(std::uint64_t before, std::span<const Gradient> gradients) {
  for (const Gradient& g : gradients) {
    const std::uint64_t staleness = before - g.version;
    StalenessSummary& own = result_.staleness[static_cast<std::size_t>(g.worker)];
    ++own.gradients;
    own.sum += static_cast<double>(staleness);
    own.most = std::max(own.most, staleness);
    if (staleness >= result_.staleness_counts.size())
      result_.staleness_counts.resize(staleness + 1);
    ++result_.staleness_counts[staleness];
    Worker& worker = parts_.cluster.workers[static_cast<std::size_t>(g.worker)];
    ++worker.updates;
    worker.samples += g.samples;
    samples_ += g.samples;
  }
}

double Job::epochs() const {
  return parts_.train_rows ? static_cast<double>(samples_) / static_cast<double>(parts_.train_rows) : 0;
}

void Job::begin() {
  RecordRule& record = parts_.record;
  if (!record.every_updates && !record.every_time) {
    if (last_update_ < std::numeric_limits<std::uint64_t>::max())
      record.every_updates = std::max<std::int64_t>(1, static_cast<std::int64_t>(last_update_) / 100);
    else if (parts_.stop.time && *parts_.stop.time > 0)
      record.every_time = *parts_.stop.time / 100;
    else if (parts_.stop.samples)
      next_samples_ = every_samples_ = static_cast<double>(*parts_.stop.samples) / 100;
    else if (parts_.stop.epochs)
      next_samples_ = every_samples_ = *parts_.stop.epochs * static_cast<double>(parts_.train_rows) / 100;
  }
  evaluate();
  if (record.every_updates)
    next_evaluation_ = static_cast<std::uint64_t>(*record.every_updates);
  if (record.every_time)
    clock().spawn(evaluate_in_time(), {"evaluation"}, true);
  if (last_update_ == 0)
    end(Outcome::done);
}

// At multiples of the period, not at sums of it, so that ten periods of .1 s are 1 s.
Process Job::evaluate_in_time() {
  for (double i = 1;; ++i) {
    co_await clock().until(i * *parts_.record.every_time);
    evaluate();
  }
}

void Job::evaluate() {
  if (!result_.curve.empty() && result_.curve.back().updates == updates_ && result_.curve.back().time == clock().now())
    return;
  CurveRow& row = result_.curve.emplace_back();
  row.time = clock().now();
  row.updates = updates_;
  row.samples = samples_;
  row.epochs = epochs();
  row.learning_rate = learning_rate_;
  parts_.learner.evaluate(current_, row.figure.data());
  if (targets_) {
    parts_.learner.settle();
    look_for_targets(row);
  }
}

bool Job::reached(const CurveRow& row, std::string_view figure, double target, bool below) const {
  for (const char* set : {"test_", "train_"})
    for (std::size_t i = 0; i < result_.figures.size(); ++i)
      if (result_.figures[i] == set + std::string(figure))
        return below ? row.figure[i] <= target : row.figure[i] >= target;
  return false;
}

void Job::look_for_targets(const CurveRow& row) {
  const auto note = [&](std::optional<TargetReached>& found, std::string_view figure, const std::optional<double>& stop,
                        const std::optional<double>& record, bool below) {
    if (record.has_value() && !found && reached(row, figure, *record, below))
      found = TargetReached{row.time, row.updates};
    if (stop.has_value() && reached(row, figure, *stop, below)) {
      if (!record)
        found = TargetReached{row.time, row.updates};
      end(Outcome::target_reached);
    }
  };
  note(result_.loss_target, "loss", parts_.stop.loss, parts_.record.target_loss, true);
  note(result_.accuracy_target, "accuracy", parts_.stop.accuracy, parts_.record.target_accuracy, false);
}

void Job::end(Outcome outcome) {
  if (result_.outcome == Outcome::done)
    result_.outcome = outcome;
  clock().stop();
}

RunResult Job::finish() {
  evaluate();
  parts_.learner.settle();
  result_.time = clock().now();
  result_.updates = updates_;
  result_.samples = samples_;
  for (Worker& worker : parts_.cluster.workers) worker.enter(Activity::wait, result_.time);
  result_.workers = parts_.cluster.workers;
  result_.parameters = parts_.learner.parameters();
  result_.gradient_bytes = parts_.gradient_bytes;
  result_.parameter_bytes = parts_.parameter_bytes;
  result_.version_bytes = parts_.learner.version_bytes();
  result_.events = clock().events();
  return std::move(result_);
}

}  // namespace dawdle
