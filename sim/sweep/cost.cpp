#include "sim/sweep/cost.hpp"

#include <algorithm>

namespace dawdle {

namespace {

constexpr double event_cost = 5000;  // of a gradient's processes and messages: a few microseconds
constexpr double run_cost = 5e5;     // of building it
constexpr double default_evaluations = 100;

double mean_seconds(const Experiment& e) {
  constexpr int steps = 16;
  double sum = 0;
  for (int step = 0; step < steps; ++step)
    sum += e.compute.seconds(0, static_cast<std::uint64_t>(step), e.local_batch());
  return sum / steps;
}

// The updates that the first of the limits allows.
double most_updates(const Experiment& e, const RunSize& size, double gradients_per_update) {
  const auto batch = static_cast<double>(e.gradient_samples()) * gradients_per_update;
  double updates = 1e18;
  if (e.stop.updates)
    updates = std::min(updates, static_cast<double>(*e.stop.updates));
  if (e.stop.samples)
    updates = std::min(updates, static_cast<double>(*e.stop.samples) / batch);
  if (e.stop.epochs)
    updates = std::min(updates, *e.stop.epochs * static_cast<double>(size.rows) / batch);
  if (const double seconds = mean_seconds(e) * gradients_per_update / static_cast<double>(e.workers);
      e.stop.time && seconds > 0)
    updates = std::min(updates, *e.stop.time / seconds);
  return updates;
}

double evaluations(const Experiment& e, double updates) {
  if (e.record.every_updates)
    return updates / static_cast<double>(*e.record.every_updates);
  if (e.record.every_time && e.stop.time)
    return *e.stop.time / *e.record.every_time;
  return default_evaluations;
}

}  // namespace

double cost_of(const Experiment& e, const RunSize& size) {
  const double per_update =
      e.strategy->step(static_cast<int>(e.workers), static_cast<std::uint64_t>(e.seed)).synchronous
          ? static_cast<double>(e.workers)
          : 1;
  const double updates = most_updates(e, size, per_update);
  const double sample = e.model ? e.model->flops_per_sample(size.parameters) : 0;
  const double gradient = event_cost + sample * static_cast<double>(e.gradient_samples());
  const auto rows = static_cast<double>(e.record.train_rows > 0 ? e.record.train_rows : size.rows);
  const double forward_share = 1.0 / 3;
  return run_cost + updates * per_update * gradient + evaluations(e, updates) * rows * sample * forward_share;
}

}  // namespace dawdle
