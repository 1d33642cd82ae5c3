#include "sim/training/stretch.hpp"

#include <algorithm>

namespace dawdle {

void stretch(RunResult& result, const SurvivingHistory& history, Timeline* timeline) {
  const auto ended = [&history](Time t) { return history.ended(t); };
  const double down = history.end() - result.time;
  for (Worker& worker : result.workers) worker.seconds[static_cast<std::size_t>(Activity::down)] += down;
  result.time = history.end();
  for (CurveRow& row : result.curve) row.time = ended(row.time);
  for (auto* target : {&result.loss_target, &result.accuracy_target})
    if (target->has_value())
      (*target)->time = ended((*target)->time);
  for (LinkTotals& sample : result.links.samples) {
    const Time work = sample.time;
    sample.time = &sample == &result.links.samples.back() ? history.end() : ended(work);
    for (std::size_t i = 0; i < sample.offered.size(); ++i)
      sample.offered[i] += result.links.links[i].bandwidth * (sample.time - work);
  }
  if (timeline)
    timeline->stretch(history, static_cast<int>(result.workers.size()));
  result.measures.emplace_back("failures", static_cast<double>(history.failures()));
  result.measures.emplace_back("checkpoints", static_cast<double>(history.checkpoints()));
  result.measures.emplace_back("lost_s", history.lost());
  result.measures.emplace_back("restarting_s", history.restarting());
  result.measures.emplace_back("checkpoints_s", std::max(0.0, down - history.lost() - history.restarting()));
}

}  // namespace dawdle
