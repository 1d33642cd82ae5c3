// dawdle theory SCENARIO: the exact curves that belong beside a run's figures, as CSV
#include "models/memory.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/scenario_options.hpp"
#include "sim/scenario/scenario_json.hpp"
#include "sim/scenario/sweep.hpp"
#include "sim/theory/learning_theory.hpp"
#include "sim/theory/theory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <memory>

namespace dawdle {

namespace {

constexpr int kPoints = 121;  // of a curve against time

// Everything takes no time but computing.
bool communication_is_free(const Experiment& e, const RunSize& size, const StepShape& shape) {
  if (!why_steps_differ(*e.network).empty())
    return false;
  if (shape.all_reduce)
    return all_reduce_exchange(e, *shape.all_reduce, all_reduce_bytes(shape, size)).seconds() == 0;
  return shape.server && shape.server->update_time == 0 && ServerExchanges(e, *shape.server, size).free();
}

// Simulated seconds until which the run goes, as far as that is known before.
std::optional<double> horizon(const Experiment& e, const std::optional<double>& seconds_an_update) {
  if (e.stop.updates && seconds_an_update) {
    const double end = static_cast<double>(*e.stop.updates) * *seconds_an_update;
    return e.stop.time ? std::min(end, *e.stop.time) : end;
  }
  return e.stop.time;
}

const std::vector<std::string> kCurves = {"staleness", "mean_staleness", "update_s", "train_loss"};

// The exact curves of a scenario, as rows that begin with `label`. One without its assumptions is left out; why is
// said beside.
class Curves {
 public:
  Curves(std::string label, const std::vector<std::string>& wanted, const Experiment& e, const RunSize& size)
      : label_(std::move(label)),
        wanted_(wanted),
        e_(e),
        size_(size),
        shape_(step_shape(e)),
        compute_(compute_theory(e, size, e.workers)),
        free_(communication_is_free(e, size, shape_)) {}

  void print() const {
    if (wants("staleness"))
      staleness();
    if (const auto mean = mean_staleness(e_, shape_); mean.value && wants("mean_staleness"))
      row("mean_staleness", 0, *mean.value);
    if (e_.faults)
      return silent("train_loss", "failures stretch its time, no two runs alike");
    const std::optional<double> update = seconds_an_update(e_, size_);
    if (update && wants("update_s"))
      row("update_s", 0, *update);
    if (const std::optional<double> end = horizon(e_, update); end && wants("train_loss"))
      loss(*end);
  }

 private:
  bool wants(const char* curve) const { return std::ranges::count(wanted_, curve) > 0; }
  void row(std::string_view curve, double x, double y) const { fmt::print("{}{},{},{}\n", label_, curve, x, y); }

  void silent(const char* curve, const std::string& why) const { fmt::print(stderr, "{}{}: {}\n", label_, curve, why); }

  void staleness() const {
    const auto law = staleness_law(e_, shape_, compute_, free_);
    if (!law.value)
      silent("staleness", law.how);
    else
      for (std::size_t k = 0; k < law.value->size(); ++k) row("staleness", static_cast<double>(k), (*law.value)[k]);
  }

  void loss(double end) const {
    constexpr double kMostUpdates = 3e6;  // a second or so of recursion
    const auto sgd = quadratic_sgd(e_, size_, shape_, compute_, free_);
    if (!sgd.value)
      return silent("train_loss", sgd.how);
    if (!sgd.value->untimed.empty())
      return silent("train_loss", sgd.value->untimed);
    if (static_cast<double>(e_.workers) * end / sgd.value->compute > kMostUpdates)
      return silent("train_loss", "too many gradients until the end for its exact law");
    std::vector<double> times(kPoints);
    for (int i = 0; i < kPoints; ++i) times[static_cast<std::size_t>(i)] = end * i / (kPoints - 1);
    const std::vector<double> losses = sgd.value->loss(times);
    for (std::size_t i = 0; i < times.size(); ++i) row("train_loss", times[i], losses[i]);
  }

  std::string label_;
  const std::vector<std::string>& wanted_;
  const Experiment& e_;
  const RunSize& size_;
  StepShape shape_;
  ComputeTheory compute_;
  bool free_;
};

struct TheoryOptions {
  ScenarioOptions scenario;
  std::vector<std::size_t> points;  // of a sweep; none: it is a scenario
  std::vector<std::string> only = kCurves;
};

int theory_of_scenario(const TheoryOptions& options) {
  std::vector<std::string> problems;
  auto scenario = options.scenario.read(problems);
  Pool pool(1);
  std::unique_ptr<Simulation> simulation;
  if (scenario)
    simulation = prepare_and_warn(*scenario, pool, problems);
  if (!simulation)
    return complain(problems);
  fmt::print("curve,x,y\n");
  Curves("", options.only, scenario->experiment, simulation->size()).print();
  return kDone;
}

int theory_of_points(const TheoryOptions& options) {
  std::vector<std::string> problems;
  const auto sweep = ParameterSweep::read(options.scenario.file, problems);
  if (!sweep)
    return complain(problems);
  DataCache data(models::available_memory() / 4);
  Pool pool(1);
  fmt::print("point,curve,x,y\n");
  for (const std::size_t point : options.points) {
    if (point >= sweep->points())
      return complain(
          {fmt::format("{}: expected points below {}, got {}", options.scenario.file, sweep->points(), point)});
    std::vector<Problem> found;
    const auto scenario = sweep->scenario(point, 0, found);
    const auto simulation = scenario ? prepare(*scenario, pool, &data, found) : nullptr;
    for (const Problem& problem : found) problems.push_back(sweep->message(point, problem));
    if (!simulation)
      return complain(problems);
    Curves(fmt::format("{},", point), options.only, scenario->experiment, simulation->size()).print();
  }
  return kDone;
}

}  // namespace

void add_theory(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<TheoryOptions>();
  CLI::App* command =
      app.add_subcommand("theory",
                         "Print the exact curves that a run's figures can be held to, as CSV: the law of staleness, "
                         "the time of an update, "
                         "the expected loss against time of SGD on a quadratic. Only those whose assumptions hold");
  options->scenario.add_to(*command);
  command->add_option("--points", options->points, "The file is a sweep's: print these of its points, from 0 on")
      ->delimiter(',')
      ->type_name("N,...")
      ->excludes("--set")
      ->excludes("--seed");
  command->add_option("--only", options->only, fmt::format("Of {}; default: all", fmt::join(kCurves, ", ")))
      ->delimiter(',')
      ->check(CLI::IsMember(kCurves))
      ->type_name("CURVE,...");
  command->callback([options, &exit_code] {
    exit_code = options->points.empty() ? theory_of_scenario(*options) : theory_of_points(*options);
  });
}

}  // namespace dawdle
