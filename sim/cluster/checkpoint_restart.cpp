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
  if (fields.given("mtbf") && fields.given("worker_mtbf"))
    fields.complain("worker_mtbf", "none beside mtbf");
  else if (!fields.given("mtbf") && !fields.given("worker_mtbf"))
    fields.complain("", "mtbf or worker_mtbf");
  if (dump > 0 && !interval)
    fields.complain("dump", "an interval beside it, after which a checkpoint is written");
}

double CheckpointRestart::mean_between_failures(int workers) const {
  return mtbf ? *mtbf : worker_mtbf.value_or(std::numeric_limits<double>::infinity()) / workers;
}

std::optional<CheckpointRestart::Hopeless> CheckpointRestart::hopeless(int workers) const {
  const double seconds = restart + (interval ? *interval + dump : 0);
  const double most = mean_between_failures(workers) * std::log(1e6);
  if (seconds <= most)
    return {};
  return Hopeless{
      interval && *interval + dump > restart ? "interval" : "restart",
      fmt::format("expected a restart, an interval and its checkpoint to take at most {:.6g} s, so that one in "
                  "a million passes with a failure every {:.6g} s, got {:.6g} s",
                  most, mean_between_failures(workers), seconds)};
}

SurvivingHistory::SurvivingHistory(const CheckpointRestart& options, int workers, std::uint64_t seed, Time limit)
    : options_(options),
      interval_(options.interval.value_or(std::numeric_limits<double>::infinity())),
      dump_(options.interval ? options.dump : 0),
      mean_(options.mean_between_failures(workers)),
      seed_(seed),
      limit_(limit) {
  renew();
}

void SurvivingHistory::renew() {
  Stream random = stream(seed_, Purpose::failures, 0, failures_);
  life_ = mean_ * exponential_variate(random);
}

void SurvivingHistory::next_failure() {
  constexpr std::uint64_t kMost = 100'000'000;
  now_ += life_;
  ++failures_;
  if (++failed_ == kMost)
    throw std::runtime_error(
        fmt::format("the job has failed {} times since the first {:.6g} s of its work, and is no further: it needs "
                    "checkpoints, or more time between failures",
                    kMost, work_before(saved_)));
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
  restarting_ += std::clamp(limit_ - now_, 0.0, options_.restart);
  now_ += options_.restart;
  life_ -= options_.restart;
}

// Fails until an attempt begins that lasts so long, or is under way at the limit. Whether it lasts.
bool SurvivingHistory::attempt(double seconds) {
  while (life_ < seconds && now_ + life_ < limit_) {
    furthest_ = std::max(furthest_, life_);
    fail();
  }
  if (stretches_.empty() || now_ != begin_of(saved_))
    stretches_.push_back({saved_, now_});
  return now_ + seconds <= limit_;
}

// Intervals one after another, at least one, unless the limit comes first.
bool SurvivingHistory::survive(std::uint64_t most) {
  const double seconds = interval_ + dump_;
  if (!attempt(seconds))
    return false;
  const double lasts = std::floor(std::min(life_, limit_ - now_) / seconds);
  const auto times = static_cast<std::uint64_t>(std::clamp(lasts, 1.0, static_cast<double>(most)));
  saved_ += times;
  checkpoints_ += times;
  failed_ = 0;
  furthest_ = 0;
  now_ = begin_of(saved_);
  life_ = std::max(0.0, life_ - static_cast<double>(times) * seconds);
  return true;
}

bool SurvivingHistory::end_after(Time work) {
  const std::uint64_t before = ended_in(work);
  while (saved_ < before)
    if (!survive(before - saved_))
      return false;
  const double rest = work - work_before(before) + dump_;
  if (!attempt(rest))
    return false;
  checkpoints_ += options_.interval.has_value();
  work_ = work;
  end_ = now_ + rest;
  return true;
}

bool SurvivingHistory::extend() {
  if (over_)
    return false;
  constexpr std::uint64_t kAny = std::uint64_t{1} << 53;
  over_ = !survive(kAny) || now_ + life_ >= limit_;
  work_ = work_before(saved_) + (over_ ? std::clamp(limit_ - now_, 0.0, interval_) : 0);
  end_ = limit_;
  return true;
}

// Of so many intervals.
Time SurvivingHistory::work_before(std::uint64_t intervals) const {
  return intervals == 0 ? 0 : interval_ * static_cast<double>(intervals);
}

// When its work began that survived.
Time SurvivingHistory::begin_of(std::uint64_t interval) const {
  const auto later = std::ranges::upper_bound(stretches_, interval, {}, &Stretch::first);
  const Stretch& in = *(later - 1);
  return interval == in.first ? in.begin : in.begin + static_cast<double>(interval - in.first) * (interval_ + dump_);
}

// The interval that has begun then, after the checkpoint of another,
std::uint64_t SurvivingHistory::begun(Time work) const {
  return static_cast<std::uint64_t>(work / interval_ * (1 + kRounding));
}
// and the one that ends then, or later.
std::uint64_t SurvivingHistory::ended_in(Time work) const {
  return static_cast<std::uint64_t>(std::max(0.0, std::ceil(work / interval_ * (1 - kRounding)) - 1));
}

Time SurvivingHistory::at(Time work, bool after_checkpoint) const {
  if (work <= 0 && !after_checkpoint)
    return 0;
  const std::uint64_t interval = std::min(after_checkpoint ? begun(work) : ended_in(work), ended_in(work_));
  return begin_of(interval) + (work - work_before(interval));
}

std::optional<SurvivingHistory::Pause> SurvivingHistory::pause_after(Time work) const {
  const std::uint64_t last = ended_in(work_);
  std::uint64_t next = work < 0 ? 0 : begun(work) + 1;
  if (dump_ == 0) {  // failures alone make it pause
    const auto stretch = std::ranges::lower_bound(stretches_, next, {}, &Stretch::first);
    next = stretch == stretches_.end() ? last + 1 : stretch->first;
  }
  Pause pause{work_, ended(work_), end_};
  if (next <= last) {
    const Time begin = work_before(next);
    pause = {begin, ended(begin), begin_of(next)};
  } else if (work >= work_) {
    return {};
  }
  return pause.end > pause.begin ? std::optional(pause) : pause_after(pause.work);
}

}  // namespace dawdle
