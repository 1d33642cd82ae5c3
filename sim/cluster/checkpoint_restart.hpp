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

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
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
  // The option that leaves hardly a chance, one in a million, to come from one checkpoint to the next; and what is
  // wrong.
  struct Hopeless {
    std::string_view option;
    std::string text;
  };
  std::optional<Hopeless> hopeless(int workers) const;
};

// When the work of a job was done for good.
class SurvivingHistory {
 public:
  // Of a job that is stopped at the limit, if it is not over.
  SurvivingHistory(const CheckpointRestart& options, int workers, std::uint64_t seed,
                   Time limit = std::numeric_limits<Time>::infinity());

  // The job, whose work this is, ends with a checkpoint. False: it is stopped before that. To be called once, or else
  // extend(). Throws std::runtime_error for a job that never gets there, as does extend().
  bool end_after(Time work);
  // Looks as far ahead as the failure after the next checkpoint, or to the limit, which then is the end; false: it has.
  // REQUIRES: there is a limit.
  bool extend();

  // What survives, as far as has been looked at.
  Time work() const { return work_; }
  // How far the job got in the attempts at the next interval that failed, if it ends so early that its last checkpoint
  // was written before that: the end may have come in one of them.
  Time reached() const { return work_before(saved_) + std::clamp(furthest_ - dump_, 0.0, interval_); }

  // When something began that began, or ended that ended, at this time of the work. REQUIRES, as all below: the end is
  // known.
  Time began(Time work) const { return at(work, true); }
  Time ended(Time work) const { return at(work, false); }
  Time end() const { return end_; }

  // When nobody did anything that survived: at this time of the work.
  struct Pause {
    Time work, begin, end;
  };
  // The first of them that is later than that; of all, after a time before 0.
  std::optional<Pause> pause_after(Time work) const;

  std::uint64_t failures() const { return failures_; }
  std::uint64_t checkpoints() const { return checkpoints_; }
  // Seconds of work, and of checkpoints, that did not survive; and in which nobody worked.
  double lost() const { return lost_; }
  double restarting() const { return restarting_; }

 private:
  // Intervals of which each but the first began when the one before had its checkpoint.
  struct Stretch {
    std::uint64_t first;
    Time begin;
  };

  void renew();
  void fail();
  void next_failure();
  bool attempt(double seconds);
  bool survive(std::uint64_t most);
  Time work_before(std::uint64_t interval) const;
  Time begin_of(std::uint64_t interval) const;
  std::uint64_t begun(Time work) const;
  std::uint64_t ended_in(Time work) const;
  Time at(Time work, bool after_checkpoint) const;

  CheckpointRestart options_;
  double interval_;  // infinity: none
  double dump_;
  double mean_;  // between failures
  std::uint64_t seed_;
  Time limit_;
  Time now_ = 0;
  double life_ = 0;  // seconds until the next failure
  Time work_ = 0, end_ = 0;
  std::uint64_t saved_ = 0;   // intervals
  std::uint64_t failed_ = 0;  // times, since
  double furthest_ = 0;       // seconds of the longest attempt of these
  bool over_ = false;
  std::vector<Stretch> stretches_;  // where they are not those of one stretch
  std::uint64_t failures_ = 0, checkpoints_ = 0;
  double lost_ = 0, restarting_ = 0;
};

}  // namespace dawdle
