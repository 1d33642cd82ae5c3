#include "sim/cluster/checkpoint_restart.hpp"

#include "sim/cluster/variates.hpp"
#include "sim/core/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace dawdle {

namespace {

// A run whose work is a multiple of the interval, but for rounding, ends with that checkpoint.
constexpr double kRounding = 1e-9;

}  // namespace

void CheckpointRestart::describe(Fields& fields) {
  fields.seconds("mtbf", mtbf, {.above = 0}, "mean time between failures of the job, whoever it is that fails");
  fields.seconds("worker_mtbf", worker_mtbf, {.above = 0},
                 "mean time between failures of one worker, in place of mtbf: the job's is that / workers");
  fields.seconds("restart", restart, {.min = 0}, "from a failure until all work again");
  fields.seconds("interval", interval, {.above = 0},
                 "work from one checkpoint to the next; by default none is written, and a failure sets the run back to "
                 "its beginning");
  fields.seconds("dump", dump, {.min = 0}, "all stop for, to write a checkpoint");
  if (mtbf.has_value() == worker_mtbf.has_value())
    fields.complain("mtbf", "either mtbf or worker_mtbf");
}

double CheckpointRestart::mean_between_failures(int workers) const {
  return mtbf ? *mtbf : worker_mtbf.value_or(std::numeric_limits<double>::infinity()) / workers;
}

void CheckpointRestart::check(int workers) const {
  const auto check = [this, workers](const char* what, double seconds) {
    constexpr double kLeast = 1e-6;
    const double survives = std::exp(-seconds / mean_between_failures(workers));
    if (survives < kLeast)
      throw std::invalid_argument(fmt::format(
          "{} takes {:.6g} s, and one of them in {:.0e} passes without a failure, of which there is one every "
          "{:.6g} s: expected one in {:.0e} at least",
          what, seconds, 1 / survives, mean_between_failures(workers), 1 / kLeast));
  };
  check("a restart", restart);
  if (interval)
    check("an interval and its checkpoint", *interval + dump);
}

SurvivingHistory::SurvivingHistory(const CheckpointRestart& options, int workers, std::uint64_t seed)
    : options_(options),
      interval_(options.interval.value_or(std::numeric_limits<double>::infinity())),
      mean_(options.mean_between_failures(workers)),
      seed_(seed) {
  renew();
}

void SurvivingHistory::renew() {
  Stream random = stream(seed_, Purpose::failures, 0, failures_);
  life_ = mean_ * exponential_variate(random);
}

void SurvivingHistory::next_failure() {
  constexpr std::uint64_t kMost = 100'000'000;
  now_ += life_;
  if (++failures_ == kMost)
    throw std::runtime_error(
        fmt::format("the job has failed {} times and is no further than {:.6g} s of its work: it needs checkpoints, or "
                    "more time between failures",
                    kMost, checkpointed()));
  renew();
}

// Until all work again.
void SurvivingHistory::fail() {
  lost_ += life_;
  next_failure();
  while (life_ < options_.restart && now_ + life_ < limit_) {
    restarting_ += life_;
    next_failure();
  }
  restarting_ += std::min(options_.restart, limit_ - now_);
  now_ += options_.restart;
  life_ -= options_.restart;
}

// Fails until an attempt begins that lasts so long, or is under way at the limit. Whether it lasts.
bool SurvivingHistory::attempt(double seconds) {
  while (life_ < seconds && now_ + life_ < limit_) fail();
  begins_.push_back(now_);
  if (now_ + seconds > limit_)
    return false;
  now_ += seconds;
  life_ -= seconds;
  ++checkpoints_;
  return true;
}

// Work that all checkpoints but the last of a run have saved.
double SurvivingHistory::checkpointed() const {
  return begins_.empty() ? 0 : interval_ * static_cast<double>(begins_.size());
}

void SurvivingHistory::end_after(Time work) {
  while (work - checkpointed() > interval_ * (1 + kRounding)) attempt(interval_ + options_.dump);
  attempt(work - checkpointed() + options_.dump);
  work_ = work;
  end_ = now_;
  find_pauses();
}

void SurvivingHistory::end_at(Time limit) {
  limit_ = limit;
  double saved = 0;
  while (attempt(interval_ + options_.dump)) saved = checkpointed();
  work_ = saved + std::clamp(limit - now_, 0.0, interval_);
  end_ = limit;
  find_pauses();
}

void SurvivingHistory::find_pauses() {
  Time until = 0;  // it has worked
  for (std::size_t i = 0; i < begins_.size(); ++i) {
    const Time work = i == 0 ? 0 : static_cast<double>(i) * interval_;
    if (begins_[i] > until && work < work_)
      pauses_.push_back({work, until, begins_[i]});
    until = begins_[i] + interval_;
  }
  if (const Time worked = ended(work_); end_ > worked)
    pauses_.push_back({work_, worked, end_});
}

// That of the so many-th interval, or else the last.
std::size_t SurvivingHistory::segment_at(double intervals) const {
  return std::min(static_cast<std::size_t>(std::max(intervals, 0.0)), begins_.size() - 1);
}

Time SurvivingHistory::began(Time work) const {
  const std::size_t i = segment_at(std::floor(work / interval_ * (1 + kRounding)));
  return begins_[i] + (i == 0 ? work : work - static_cast<double>(i) * interval_);
}

Time SurvivingHistory::ended(Time work) const {
  if (work <= 0)
    return 0;
  const std::size_t i = segment_at(std::ceil(work / interval_ * (1 - kRounding)) - 1);
  return begins_[i] + (i == 0 ? work : work - static_cast<double>(i) * interval_);
}

}  // namespace dawdle
