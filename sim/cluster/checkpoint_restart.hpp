// Failures of a whole job, and the checkpoints that it comes back to.
//
// After every `interval` of work all workers stop for `dump` seconds and write a checkpoint, as they do once more at
// the end. When any of them fails, all go back to the last checkpoint, and begin again `restart` seconds later, unless
// the next failure comes first. What they then do is what they had done: so the history that survives is that of a run
// without failures, and they only say when it happens.
//
// Failures are exponential, of mean M, at work, at a checkpoint and at a restart alike. So
//
//   M e^{restart/M} (e^{(interval + dump)/M} - 1)      seconds pass from one checkpoint to the next
//
// (Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", FGCS 22, 2006).
#pragma once

#include "sim/core/clock.hpp"
#include "sim/core/options.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace dawdle {

struct CheckpointRestart {
  static constexpr std::string_view kind = "checkpoint_restart";
  static constexpr std::string_view summary = "a failure sets all workers back to their last checkpoint";

  std::optional<double> mtbf, worker_mtbf;  // seconds; one of them
  double restart = 0;                       // seconds
  std::optional<double> interval;           // seconds of work; unset: there is no checkpoint but the beginning
  double dump = 0;                          // seconds

  void describe(Fields& fields);

  // M, of a job of so many workers.
  double mean_between_failures(int workers) const;
  // Throws std::invalid_argument unless there is a fair chance, one in a million, that nothing fails while the job
  // restarts, and from one checkpoint to the next.
  void check(int workers) const;
};

// When the work of a job was done for good.
class SurvivingHistory {
 public:
  SurvivingHistory(const CheckpointRestart& options, int workers, std::uint64_t seed);

  // The job of which, when it is over or the limit is there, so many seconds of work have survived. To be called once.
  // Throws std::runtime_error for one that never gets there.
  void end_after(Time work);
  void end_at(Time limit);

  // Of the job that end_at(limit) ends.
  Time work() const { return work_; }

  // When something began that began, or ended that ended, at this time of the work. REQUIRES: it has ended.
  Time began(Time work) const;
  Time ended(Time work) const;
  Time end() const { return end_; }

  // When nobody worked who has worked on since: at this time of the work, ascending.
  struct Pause {
    Time work, begin, end;
  };
  const std::vector<Pause>& pauses() const { return pauses_; }

  std::uint64_t failures() const { return failures_; }
  std::uint64_t checkpoints() const { return checkpoints_; }
  // Seconds of work, and of checkpoints, that did not survive; and in which nobody worked.
  double lost() const { return lost_; }
  double restarting() const { return restarting_; }

 private:
  void renew();
  void fail();
  void next_failure();
  bool attempt(double seconds);
  void find_pauses();
  double checkpointed() const;
  std::size_t segment_at(double intervals) const;

  CheckpointRestart options_;
  double interval_;  // infinity: none
  double mean_;      // between failures
  std::uint64_t seed_;
  Time limit_ = std::numeric_limits<Time>::infinity();
  Time now_ = 0;
  double life_ = 0;  // seconds until the next failure
  Time work_ = 0, end_ = 0;
  std::vector<Pause> pauses_;
  std::vector<Time> begins_;  // of the attempts that survived, one an interval
  std::uint64_t failures_ = 0, checkpoints_ = 0;
  double lost_ = 0, restarting_ = 0;
};

}  // namespace dawdle
