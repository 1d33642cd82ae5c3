// Links whose bandwidth or latency varies over the run, and outages.
#pragma once

#include "sim/core/options.hpp"
#include "sim/core/random.hpp"
#include "sim/network/fabric.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

// What happens to a link at one time. Absent: stays as it was.
struct Change {
  Time at = 0;
  std::optional<double> bandwidth{};  // bytes/s, above 0
  std::optional<double> latency{};    // seconds
  std::optional<bool> down{};
  bool fatal = false;  // with down: the outage that begins or ends is one in which a message on the link ends the run
};

// The changes of one link in one run, in order of time.
class Course {
 public:
  virtual ~Course() = default;
  virtual std::optional<Change> next() = 0;
};

class Profile {
 public:
  virtual ~Profile() = default;
  virtual void describe(Fields& fields);
  // The course of a link that is `nominal` otherwise. `random` is the link's own stream.
  virtual std::unique_ptr<Course> course(const Link& nominal, Stream random) const = 0;

  // Whether its links are dead from the start of the run to its end: routes avoid them.
  virtual bool always_down() const { return false; }

  bool covers(const Link& link) const;

  std::string links = "*";  // a pattern of their names
};

// Bandwidth or latency at given times, once or again and again.
class Steps final : public Profile {
 public:
  static constexpr std::string_view kind = "steps";
  static constexpr std::string_view summary = "bandwidth or latency change at given times, once or periodically";

  std::vector<double> at, bandwidth, latency;
  std::optional<double> period;

  void describe(Fields& fields) override;
  std::unique_ptr<Course> course(const Link& nominal, Stream random) const override;
};

// Bandwidth or latency goes up or down by a factor 1 + step, at even odds, at each multiple of `every`. Multiplications
// alone make it, so it has the same bits everywhere.
class RandomWalk final : public Profile {
 public:
  static constexpr std::string_view kind = "random_walk";
  static constexpr std::string_view summary = "bandwidth or latency goes up or down by a constant factor at random";

  std::string of = "bandwidth";
  double every = 1;             // seconds
  double step = .1;             // relative
  double least = .1, most = 1;  // bounds, relative to the nominal value

  void describe(Fields& fields) override;
  std::unique_ptr<Course> course(const Link& nominal, Stream random) const override;
};

class Outage final : public Profile {
 public:
  static constexpr std::string_view kind = "outage";
  static constexpr std::string_view summary = "links that carry nothing for a while, or for ever";

  std::vector<double> at;
  std::optional<double> duration, period;
  std::string on_outage = "delay";

  void describe(Fields& fields) override;
  bool always_down() const override { return !duration && at.front() == 0; }
  std::unique_ptr<Course> course(const Link& nominal, Stream random) const override;
};

// One line each in profile.cpp.
std::span<const Entry<Profile>> link_profiles();

}  // namespace dawdle
