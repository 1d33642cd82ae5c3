// Checkpoints against failures. J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart
// dumps", Future Generation Computer Systems 22, 2006. All in one unit of time; failures are exponential.
#pragma once

namespace dawdle::analysis {

struct Checkpointing {
  double dump;     // delta, to write a checkpoint
  double restart;  // R, to come back after a failure
  double mtbf;     // M, mean time between failures
};

// How long `work` takes with a checkpoint after every `interval` of it: M e^{R/M} (e^{(interval + dump)/M} - 1)
// work / interval. REQUIRES: interval > 0.
double time_with_failures(double work, double interval, const Checkpointing& costs);

// The same with whole intervals, what is left of the work, and a checkpoint after that, too; an infinite interval: from
// the beginning to the end, with none.
double time_of_job(double work, double interval, const Checkpointing& costs);

// The interval that makes it least, to higher order: sqrt(2 delta M) [1 + sqrt(delta/2M)/3 + (delta/2M)/9] - delta
// for delta < 2M, else M.
double daly_interval(const Checkpointing& costs);

}  // namespace dawdle::analysis
