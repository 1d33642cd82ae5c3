// dawdle theory SCENARIO: the exact curves that belong beside a run's figures, as CSV
#include "sim/cli/commands.hpp"
#include "sim/cli/learning_theory.hpp"
#include "sim/cli/scenario_options.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <memory>
#include <thread>

namespace dawdle {

namespace {

constexpr int kPoints = 121;  // of a curve against time

// Everything takes no time but computing.
bool communication_is_free(const Experiment& e, const RunSize& size, const StepShape& shape) {
  if (!why_steps_differ(*e.network).empty())
    return false;
  if (shape.all_reduce)
    return all_reduce_exchange(e, *shape.all_reduce, size.gradient_bytes).seconds() == 0;
  return shape.server && shape.server->update_time == 0 && ServerExchanges(e, *shape.server, size).free();
}

void print_curve(std::string_view name, std::span<const double> x, std::span<const double> y) {
  for (std::size_t i = 0; i < x.size(); ++i) fmt::print("{},{},{}\n", name, x[i], y[i]);
}

// A curve without its assumptions is left out; why is said beside it.
template <class T>
bool holds(const char* curve, const Predicted<T>& prediction) {
  if (!prediction.value)
    fmt::print(stderr, "{}: {}\n", curve, prediction.how);
  return prediction.value.has_value();
}

void print_curves(const Experiment& e, const RunSize& size) {
  const StepShape shape = step_shape(e);
  const ComputeTheory compute = compute_theory(e, size, e.workers);
  const bool free = communication_is_free(e, size, shape);
  fmt::print("curve,x,y\n");
  if (const auto law = staleness_law(e, shape, compute, free); holds("staleness", law)) {
    std::vector<double> updates(law.value->size());
    for (std::size_t k = 0; k < updates.size(); ++k) updates[k] = static_cast<double>(k);
    print_curve("staleness", updates, *law.value);
  }
  if (const auto mean = mean_staleness(e, shape); mean.value)
    fmt::print("mean_staleness,0,{}\n", *mean.value);
  if (!e.stop.time)
    return;
  if (const auto sgd = quadratic_sgd(e, size, shape, compute, free); holds("train_loss", sgd)) {
    std::vector<double> times(kPoints);
    for (int i = 0; i < kPoints; ++i) times[static_cast<std::size_t>(i)] = *e.stop.time * i / (kPoints - 1);
    print_curve("train_loss", times, sgd.value->loss(times));
  }
}

int theory(const ScenarioOptions& options) {
  std::vector<std::string> problems;
  auto scenario = options.read(problems);
  Pool pool(1);
  std::unique_ptr<Simulation> simulation;
  if (scenario)
    simulation = prepare(*scenario, pool, problems);
  if (!simulation)
    return complain(problems);
  print_curves(scenario->experiment, simulation->size());
  return kDone;
}

}  // namespace

void add_theory(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ScenarioOptions>();
  CLI::App* command = app.add_subcommand(
      "theory",
      "Print the exact curves that a run's figures can be held to, as CSV: the law of staleness, the expected loss "
      "against time of SGD on a quadratic (until /stop/time). Only those whose assumptions hold");
  options->add_to(*command);
  command->callback([options, &exit_code] { exit_code = theory(*options); });
}

}  // namespace dawdle
