#include "sim/sweep/execution.hpp"

#include "sim/scenario/scenario_json.hpp"
#include "sim/sweep/keeper.hpp"
#include "sim/sweep/threads.hpp"

#include <algorithm>
#include <exception>

namespace dawdle {

namespace {

// Takes a result to the store unless somebody else has put it there meanwhile.
void do_run(const SweepContext& context, const PlannedRun& run, Keeper& keeper, SweepProgress& progress) {
  ++progress.in_flight;
  const bool known = keeper.store().has(run.key) && !keeper.store().failed(run.key);
  const auto record = known ? std::nullopt : run_one(context, run);
  --progress.in_flight;
  if (!record && !known)
    return;  // interrupted
  if (record)
    keeper.keep(*record);
  progress.failed += record && record->failed();
  ++progress.done;
  progress.cost_done += run.cost;
}

}  // namespace

std::optional<RunRecord> run_one(const SweepContext& context, const PlannedRun& run) {
  try {
    std::vector<Problem> problems;
    Pool pool(1);
    const auto scenario = context.sweep.scenario(run.point, run.seed_index, problems);
    const auto simulation = scenario ? prepare(*scenario, pool, &context.data, problems) : nullptr;
    if (!simulation)
      return failure(run.key, problems.front().text);
    const RunResult result = simulation->run(nullptr, &context.interrupt);
    if (result.outcome == Outcome::interrupted)
      return std::nullopt;
    return record_of(run.key, *scenario, result);
  } catch (const std::exception& e) {
    return failure(run.key, e.what());
  }
}

std::vector<std::size_t> missing(const SweepPlan& plan, const std::vector<std::size_t>& work, const RunStore& store,
                                 bool retry_failed) {
  std::vector<std::size_t> runs;
  std::copy_if(work.begin(), work.end(), std::back_inserter(runs), [&](std::size_t run) {
    const std::string& key = plan.runs[run].key;
    return !store.has(key) || (retry_failed && store.failed(key));
  });
  return runs;
}

void execute(const SweepContext& context, const std::vector<std::size_t>& runs, int threads, RunStore& store,
             SweepProgress& progress) {
  Keeper keeper(store);
  on_threads(threads, runs.size(), context.interrupt,
             [&](std::size_t i) { do_run(context, context.plan.runs[runs[i]], keeper, progress); });
  keeper.finish();
}

}  // namespace dawdle
