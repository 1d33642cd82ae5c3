// What happened when, for whoever wants to look at it: dawdle run --trace.
//
// Nothing is recorded unless somebody asks: whoever has something to tell has a pointer to a timeline, by default null.
#pragma once

#include "sim/cluster/activity.hpp"
#include "sim/cluster/checkpoint_restart.hpp"
#include "sim/core/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace dawdle {

// What of a run is kept: spans that touch the window, and of spans and arrows together the first `events`.
struct TimelineLimits {
  Time from = 0;
  Time to = std::numeric_limits<Time>::infinity();
  std::size_t events = 1'000'000;
};

class Timeline {
 public:
  // What a span belongs to; of buckets, what a worker sends while it computes. The spans of one track never overlap.
  enum class Track : std::uint8_t { worker, server, parameters, buckets };

  struct Span {
    Track track;
    Activity activity = Activity::wait;
    int index = 0;     // of the worker or the server
    const char* name;  // of static storage
    // Of a computation: the gradient, from 1 on by worker; of parameters: the version; of a bucket: which of them.
    std::uint64_t number = 0;
    Time begin = 0, end = 0;
  };
  // A gradient's way from its computation to the version that has it.
  struct Arrow {
    int worker = 0;
    std::uint64_t gradient = 0;  // number of the span it comes from
    std::uint64_t version = 0;   // and of the one it leads to
    std::uint64_t staleness = 0;
    Time at = 0;
  };

  explicit Timeline(const TimelineLimits& limits) : limits_(limits) {}

  void add(const Span& span);
  void add(const Arrow& arrow);
  // What the run has is this version from now on. The span of the one before ends.
  void version(std::uint64_t number, Time now);

  // Until now its times, and the window, were those of the work of so many workers. Where they are down all spans but
  // those of versions are cut.
  void stretch(const SurvivingHistory& history, int workers);

  const TimelineLimits& limits() const { return limits_; }
  const std::vector<Span>& spans() const { return spans_; }
  const std::vector<Arrow>& arrows() const { return arrows_; }
  std::size_t left_out() const { return left_out_; }       // in the window, but beyond the first `events`
  Time complete_until() const { return complete_until_; }  // infinity: nothing was left out

 private:
  bool has_room(Time now);
  void cut(Span span, const SurvivingHistory& history);
  void keep(const Span& span);

  TimelineLimits limits_;
  std::vector<Span> spans_;
  std::vector<Arrow> arrows_;
  std::size_t left_out_ = 0;
  static constexpr Time kForever = std::numeric_limits<Time>::infinity();
  Time complete_until_ = kForever;
  std::uint64_t version_ = 0;
  Time version_since_ = 0;
};

}  // namespace dawdle
