#include "sim/training/job.hpp"

#include "models/portable_math.hpp"
#include "sim/core/timer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dawdle {

Job::Job(const JobParts& parts)
    : parts_(parts),
      initial_(parts.learner.initial()),
      current_(initial_),
      stepper_(parts.learner.stepper()),
      local_steppers_(parts.cluster.workers.size()),
      stoppable_(parts.cluster.workers.size()) {
  const StopRule& stop = parts_.stop;
  if (stop.updates)
    last_update_ = static_cast<std::uint64_t>(*stop.updates);
  const auto end_of = [this](double samples) {
    const double steps = std::ceil(samples / samples_of_all() * (1 - 1e-14));
    last_step_ = std::min(last_step_, static_cast<std::uint64_t>(std::min(steps, 1e18)));
  };
  if (stop.samples)
    end_of(static_cast<double>(*stop.samples));
  if (stop.epochs)
    end_of(*stop.epochs * static_cast<double>(parts.train_rows));
  result_.figures = parts_.learner.figures();
  for (auto* counts : {&result_.dropped, &result_.cancelled}) counts->resize(parts_.cluster.workers.size());
  result_.staleness.resize(parts_.cluster.workers.size());
}

Gradient Job::gradient(Worker& worker, const Version& x) {
  Gradient g = parts_.learner.gradient(worker.id, worker.step++, x);
  g.number = worker.step;
  return g;
}

// Of the gradient begun last, this of its batches.
double Job::batch_seconds(const Worker& worker, std::uint64_t part) const {
  const std::uint64_t before = (worker.step - 1) * static_cast<std::uint64_t>(parts_.accumulation);
  return parts_.cluster.compute_model.seconds(worker.id, before + part, parts_.batch);
}

double Job::compute_seconds(const Worker& worker) const {
  double sum = 0;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(parts_.accumulation); ++i) sum += batch_seconds(worker, i);
  return sum;
}

Computation Job::begin_compute(Worker& worker) {
  double seconds = 0, last = 0;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(parts_.accumulation); ++i)
    seconds += last = batch_seconds(worker, i);
  const Time now = clock().now();
  worker.compute_until(now + seconds, now);
  return {now + seconds, last};
}

void Job::sent(const Worker& worker, const Bucket& bucket, Time begin) const {
  if (bucket.number > 0 && parts_.cluster.timeline)
    parts_.cluster.timeline->add({.track = Timeline::Track::buckets,
                                  .activity = Activity::transfer,
                                  .index = worker.id,
                                  .name = "bucket",
                                  .number = bucket.number,
                                  .begin = begin,
                                  .end = parts_.cluster.clock.now()});
}

Task<bool> Job::compute_unless(Worker& worker, Goal stop) {
  Timer timer(clock(), compute_seconds(worker), {"the gradient of worker", worker.id});
  auto first_of = during(worker, clock(), Activity::compute, any_of(timer, stop));
  const auto id = static_cast<std::size_t>(worker.id);
  stoppable_[id] = &first_of.inner();
  const std::size_t first = co_await first_of;
  stoppable_[id] = nullptr;
  result_.cancelled[id] += first;
  co_return first == 0;
}

double Job::learning_rate(std::uint64_t updates, double epochs, double effective_batch) const {
  if (!parts_.learning_rate)
    return 0;
  return parts_.learning_rate->at(static_cast<double>(updates), epochs, effective_batch);
}

Version Job::apply(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order) {
  double effective_batch = 0;
  // A sum of gradients is as long as they are together: its step is already that much longer.
  for (const Gradient& g : gradients) effective_batch += static_cast<double>(g.samples / g.parts);
  return stepper_->step(x, gradients, reduce, order, take_learning_rate(x.number(), effective_batch));
}

double Job::samples_of_all() const {
  return static_cast<double>(parts_.batch) * static_cast<double>(parts_.accumulation) * workers();
}

Version Job::local_step(Worker& worker, const Version& x, Gradient& gradient) {
  count(gradient, x.number() - gradient.version);
  return uncounted_step(worker, x, gradient);
}

Version Job::uncounted_step(Worker& worker, const Version& x, Gradient& gradient) {
  const double all = samples_of_all();
  return step_at(learning_rate(x.number(), epochs_of(static_cast<double>(x.number()) * all), all), worker, x, gradient);
}

Version Job::lone_step(Worker& worker, const Version& x, Gradient& gradient) {
  const Version next = provisional_step(worker, x, gradient, static_cast<double>(gradient.samples));
  count(gradient, x.number() - gradient.version);
  return next;
}

Version Job::provisional_step(Worker& worker, const Version& x, Gradient& gradient, double effective_batch) {
  return step_at(learning_rate(x.number(), effective_batch), worker, x, gradient);
}

Version Job::step_at(double rate, Worker& worker, const Version& x, Gradient& gradient) {
  learning_rate_ = rate;
  std::unique_ptr<Stepper>& own = local_steppers_[static_cast<std::size_t>(worker.id)];
  if (!own)
    own = parts_.learner.stepper();
  return own->step(x, {&gradient, 1}, Reduce::mean, nullptr, rate);
}

void Job::commit(const Version& x, std::span<const Gradient> gradients) {
  current_ = x;
  updated(gradients, x.number());
}

void Job::decentralise(std::span<const Version> models) {
  models_ = models;
  result_.figures.push_back("consensus_distance");
}

void Job::commit(std::span<const Gradient> gradients) { updated(gradients, updates_ + 1); }

void Job::updated(std::span<const Gradient> gradients, std::uint64_t updates) {
  for (const Gradient& g : gradients) count(g, updates_ - g.version);
  if (parts_.cluster.timeline)
    record(*parts_.cluster.timeline, gradients, updates);
  average_iterates(std::exchange(updates_, updates));
  if (parts_.progress) {
    parts_.progress->time.store(clock().now(), std::memory_order_relaxed);
    parts_.progress->updates.store(updates_, std::memory_order_relaxed);
    parts_.progress->samples.store(samples_, std::memory_order_relaxed);
    parts_.progress->epochs.store(epochs(), std::memory_order_relaxed);
  }
  // Compute and messages may cost no time at all as long as a limit on updates, samples or epochs is drawing near.
  if (parts_.stop.updates || parts_.stop.samples || (parts_.stop.epochs && parts_.train_rows > 0))
    clock().progressed();
  if (parts_.learner.diverged())
    return end(Outcome::diverged);
  if (updates_ >= next_evaluation_) {
    evaluate();
    const auto every = static_cast<std::uint64_t>(*parts_.record.every_updates);
    next_evaluation_ = (updates_ / every + 1) * every;
  }
  if (static_cast<double>(samples_) >= next_samples_) {
    evaluate();
    next_samples_ = (models::whole_times(static_cast<double>(samples_), every_samples_) + 1) * every_samples_;
  }
  if (updates_ >= last_update_ ||
      (parts_.stop.samples && samples_ >= static_cast<std::uint64_t>(*parts_.stop.samples)) ||
      (parts_.stop.epochs && epochs() >= *parts_.stop.epochs))
    end(Outcome::done);
}

void Job::record(Timeline& timeline, std::span<const Gradient> gradients, std::uint64_t updates) const {
  const Time now = parts_.cluster.clock.now();
  for (const Gradient& g : gradients) timeline.add({g.worker, g.number, updates, updates_ - g.version, now});
  timeline.version(updates, now);
}

void Job::count(const Gradient& g, std::uint64_t staleness) {
  StalenessSummary& own = result_.staleness[static_cast<std::size_t>(g.worker)];
  own.gradients += g.parts;
  own.sum += static_cast<double>(staleness * g.parts);
  own.most = std::max(own.most, staleness);
  if (staleness >= result_.staleness_counts.size())
    result_.staleness_counts.resize(staleness + 1);
  result_.staleness_counts[staleness] += g.parts;
  Worker& worker = parts_.cluster.workers[static_cast<std::size_t>(g.worker)];
  worker.updates += g.parts;
  worker.samples += g.samples;
  samples_ += g.samples;
}

// `before`: the updates there were when it was last called.
void Job::average_iterates(std::uint64_t before) {
  const IterateAveraging& averaging = parts_.averaging;
  const auto from = static_cast<std::uint64_t>(averaging.from);
  if (averaging.rule == "none" || updates_ < from)
    return;
  const Version x = evaluated(nullptr);
  if (before < from) {
    average_ = x;
    return;
  }
  // x stands for all the updates since then: strategies that commit round by round have no others.
  const std::uint64_t since = updates_ - before;
  const double kept = averaging.rule == "uniform"
                          ? 1 - static_cast<double>(since) / static_cast<double>(updates_ - from + 1)
                          : models::portable_power(averaging.decay, since);
  const std::array terms = {Term{kept, average_}, Term{1 - kept, x}};
  average_ = parts_.learner.combine(updates_, terms);
}

// What the run has; without a centre the mean of its models, and the mean of their squared distances from it.
Version Job::evaluated(double* consensus_distance) {
  if (models_.empty())
    return current_of_ ? current_of_() : current_;
  std::vector<Term> terms;
  for (const Version& x : models_) terms.push_back({1 / static_cast<double>(models_.size()), x});
  Version mean = parts_.learner.combine(updates_, terms);
  if (consensus_distance) {
    for (const Version& x : models_) *consensus_distance += parts_.learner.squared_distance(x, mean);
    *consensus_distance /= static_cast<double>(models_.size());
  }
  return mean;
}

double Job::epochs() const { return epochs_of(static_cast<double>(samples_)); }

double Job::epochs_of(double samples) const {
  return parts_.train_rows ? samples / static_cast<double>(parts_.train_rows) : 0;
}

void Job::begin() {
  RecordRule& record = parts_.record;
  if (!record.every_updates && !record.every_time)
    evaluate_by_default();
  evaluate();
  if (record.every_updates)
    next_evaluation_ = static_cast<std::uint64_t>(*record.every_updates);
  if (record.every_time)
    clock().spawn(evaluate_in_time(), {"evaluation"}, true);
  if (last_update_ == 0 || parts_.stop.samples == 0 || parts_.stop.epochs == 0)
    end(Outcome::done);
}

// Which of the limits will end the run is not known.
void Job::evaluate_by_default() {
  const StopRule& stop = parts_.stop;
  if (stop.updates)
    parts_.record.every_updates = std::max<std::int64_t>(1, *stop.updates / 100);
  if (stop.time && *stop.time > 0)
    parts_.record.every_time = *stop.time / 100;
  if (stop.samples)
    every_samples_ = static_cast<double>(*stop.samples) / 100;
  if (stop.epochs && parts_.train_rows > 0)
    every_samples_ = std::min(every_samples_, *stop.epochs * static_cast<double>(parts_.train_rows) / 100);
  next_samples_ = every_samples_;
}

// At multiples of the period, not at sums of it, so that ten periods of .1 s are 1 s.
Process Job::evaluate_in_time() {
  for (double i = 1;; ++i) {
    co_await clock().until_in_background(i * *parts_.record.every_time);
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
  row.sent_bytes = parts_.cluster.network.sent();
  row.learning_rate = learning_rate_;
  const Version x = evaluated(models_.empty() ? nullptr : &row.figure[parts_.learner.figures().size()]);
  const bool averaged =
      parts_.averaging.rule != "none" && updates_ >= static_cast<std::uint64_t>(parts_.averaging.from);
  parts_.learner.evaluate(averaged ? average_ : x, row.figure.data());
  if (targets_left()) {
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

bool Job::targets_left() const {
  const auto left = [](const auto& stop, const auto& record, const auto& found) { return stop || (record && !found); };
  return left(parts_.stop.loss, parts_.record.target_loss, result_.loss_target) ||
         left(parts_.stop.accuracy, parts_.record.target_accuracy, result_.accuracy_target);
}

void Job::look_for_targets(const CurveRow& row) {
  // Of parameters that are no numbers any more, the accuracy may well be one: that of always the same class.
  for (std::size_t i = 0; i < result_.figures.size(); ++i)
    if (!std::isfinite(row.figure[i]))
      return;
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
  // The parameters may be finite yet, and their loss not.
  for (std::size_t i = 0; i < result_.figures.size(); ++i)
    if (!std::isfinite(result_.curve.back().figure[i]) && result_.outcome == Outcome::done)
      result_.outcome = Outcome::diverged;
  result_.workers = parts_.cluster.workers;
  for (Worker& worker : result_.workers) worker.stop(result_.time);
  // Nobody goes on after the last update, which stops computations like any other.
  for (std::size_t id = 0; id < stoppable_.size(); ++id)
    if (stoppable_[id] && stoppable_[id]->woken_by(1))
      ++result_.cancelled[id];
  if (Timeline* timeline = parts_.cluster.timeline)
    timeline->version(updates_, result_.time);
  result_.parameters = parts_.learner.parameters();
  result_.gradient_bytes = parts_.gradient_bytes;
  result_.parameter_bytes = parts_.parameter_bytes;
  result_.version_bytes = parts_.learner.version_bytes();
  result_.events = clock().events();
  return std::move(result_);
}

RunResult Job::so_far() {
  parts_.learner.settle();  // what is being evaluated is written into the result
  const RunResult kept = result_;
  RunResult now = finish();
  result_ = kept;
  return now;
}

}  // namespace dawdle
