#include "sim/sweep/estimate.hpp"

#include "sim/scenario/scenario_json.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace dawdle {

namespace {

constexpr double enough_seconds = 2;
constexpr std::size_t most_trials = 5;

using WallClock = std::chrono::steady_clock;

double seconds_since(WallClock::time_point begin) {
  return std::chrono::duration<double>(WallClock::now() - begin).count();
}

// Sets a flag after some time, unless it dies before.
class WallTimer {
 public:
  explicit WallTimer(double seconds)
      : thread_([this, seconds](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          std::condition_variable_any().wait_for(lock, stop, std::chrono::duration<double>(seconds),
                                                 [] { return false; });
          rang_ = true;
        }) {}
  const std::atomic<bool>& rang() const { return rang_; }

 private:
  std::atomic<bool> rang_{false};
  std::mutex mutex_;
  std::jthread thread_;  // last: the others outlive it
};

// How much of the run is done.
double part_of(const StopRule& stop, const RunResult& result) {
  if (result.outcome != Outcome::interrupted)
    return 1;
  const double epochs = result.curve.empty() ? 0 : result.curve.back().epochs;
  return stop.done(result.time, result.updates, result.samples, epochs);
}

// What the trials so far add up to.
struct Trials {
  double seconds = 0, cost = 0, bytes = 0;
  int count = 0;

  void add(const SweepContext& context, const PlannedRun& run, double most_seconds) {
    std::vector<Problem> problems;
    Pool pool(1);
    const auto begin = WallClock::now();
    const auto scenario = context.sweep.scenario(run.point, run.seed_index, problems);
    const auto simulation = scenario ? prepare(*scenario, pool, &context.data, problems) : nullptr;
    if (!simulation)
      return;
    const WallTimer timer(most_seconds);
    const RunResult result = simulation->run(nullptr, &timer.rang());
    const RunRecord record = record_of(run.key, *scenario, result);
    const double part = part_of(scenario->experiment.stop, result);
    seconds += seconds_since(begin);
    cost += part * run.cost;
    bytes += part > 0 ? static_cast<double>(record.figures.size() + record.curve.size()) / part : 0;
    ++count;
  }
};

}  // namespace

std::optional<Estimate> estimate(const SweepContext& context, const std::vector<std::size_t>& runs) {
  const auto begin = WallClock::now();
  const std::size_t trials = std::min(most_trials, runs.size());
  double cost = 0;
  for (std::size_t run : runs) cost += context.plan.runs[run].cost;
  Trials sum;
  for (std::size_t i = 0; i < trials && !context.interrupt; ++i) {
    const double left = enough_seconds - seconds_since(begin);
    if (left <= 0)
      break;
    try {  // a run that fails tells nothing
      sum.add(context, context.plan.runs[runs[runs.size() - 1 - i * (runs.size() - 1) / trials]], left);
    } catch (const std::exception&) {
    }
  }
  if (sum.cost <= 0)
    return std::nullopt;
  constexpr double copies = 2;  // a result is kept, and again in the tables
  const auto n = static_cast<double>(runs.size());
  return Estimate{sum.seconds * cost / sum.cost, copies * n * sum.bytes / sum.count, sum.count};
}

}  // namespace dawdle
