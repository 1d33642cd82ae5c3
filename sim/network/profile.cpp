#include "sim/network/profile.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <algorithm>
#include <array>

namespace dawdle {

namespace {

// A list of changes, once, or again in every period.
class Repeated final : public Course {
 public:
  Repeated(std::vector<Change> once, std::optional<double> period) : once_(std::move(once)), period_(period) {}

  std::optional<Change> next() override {
    if (next_ == once_.size()) {
      if (!period_)
        return std::nullopt;
      next_ = 0;
      ++round_;
    }
    Change change = once_[next_++];
    change.at += round_ > 0 ? static_cast<double>(round_) * *period_ : 0;
    return change;
  }

 private:
  std::vector<Change> once_;
  std::optional<double> period_;
  std::size_t next_ = 0;
  std::uint64_t round_ = 0;
};

class Walk final : public Course {
 public:
  Walk(const RandomWalk& options, const Link& nominal, Stream random)
      : options_(options), nominal_(nominal), random_(random) {}

  std::optional<Change> next() override {
    const bool up = random_() & 1U;
    factor_ =
        std::clamp(up ? factor_ * (1 + options_.step) : factor_ / (1 + options_.step), options_.least, options_.most);
    Change change{.at = static_cast<double>(++steps_) * options_.every};
    if (options_.of == "latency")
      change.latency = factor_ * nominal_.latency;
    else
      change.bandwidth = factor_ * nominal_.bandwidth;
    return change;
  }

 private:
  RandomWalk options_;
  Link nominal_;
  Stream random_;
  double factor_ = 1;
  std::uint64_t steps_ = 0;
};

// Complains unless `at` rises and ends, `last` seconds after its last element, within the period.
void check_times(Fields& fields, const std::vector<double>& at, double last, const std::optional<double>& period) {
  for (std::size_t i = 1; i < at.size(); ++i)
    if (!(at[i] > at[i - 1] + last))
      return fields.complain("at", last > 0 ? "times, each later than the end of the one before"
                                            : "times, each later than the one before");
  if (period && !at.empty() && !(*period > at.back() + last - at.front()))
    fields.complain("period", "a time long enough for all of \"at\"");
}

void describe_times(Fields& fields, std::vector<double>& at, std::optional<double>& period) {
  fields.seconds("at", at, {.min = 0, .required = true}, "when, in simulated time");
  fields.seconds("period", period, {.above = 0}, "the same again after each such time; by default only once");
}

}  // namespace

void Profile::describe(Fields& fields) {
  fields.text("links", links, "which, by name; * stands for any text, as in \"rack*->core\"");
}

bool Profile::covers(const Link& link) const { return ::fnmatch(links.c_str(), link.name.c_str(), 0) == 0; }

void Steps::describe(Fields& fields) {
  Profile::describe(fields);
  describe_times(fields, at, period);
  fields.bandwidth("bandwidth", bandwidth, {.above = 0}, "from each of these times on");
  fields.seconds("latency", latency, {.min = 0}, "from each of these times on, of messages that set out then");
  check_times(fields, at, 0, period);
  for (const auto& [key, values] : {std::pair("bandwidth", &bandwidth), std::pair("latency", &latency)})
    if (!values->empty() && values->size() != at.size())
      fields.complain(key, fmt::format("a value for each of the {} times", at.size()));
  if (bandwidth.empty() && latency.empty())
    fields.complain("bandwidth", "a bandwidth or a latency to change");
}

std::unique_ptr<Course> Steps::course(const Link&, Stream) const {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < at.size(); ++i) {
    Change& change = changes.emplace_back(Change{.at = at[i]});
    if (!bandwidth.empty())
      change.bandwidth = bandwidth[i];
    if (!latency.empty())
      change.latency = latency[i];
  }
  return std::make_unique<Repeated>(std::move(changes), period);
}

void RandomWalk::describe(Fields& fields) {
  Profile::describe(fields);
  fields.choice("of", of, {"bandwidth", "latency"}, "which of the two walks");
  fields.seconds("every", every, {.above = 0}, "between two changes");
  fields.number("step", step, {.above = 0, .max = 10}, "of each change: it becomes times or over 1 + this");
  fields.number("least", least, {.above = 0, .max = 1}, "that it becomes, as a share of the nominal value");
  fields.number("most", most, {.min = 1}, "that it becomes, as a multiple of the nominal value");
}

std::unique_ptr<Course> RandomWalk::course(const Link& nominal, Stream random) const {
  return std::make_unique<Walk>(*this, nominal, random);
}

void Outage::describe(Fields& fields) {
  Profile::describe(fields);
  describe_times(fields, at, period);
  fields.seconds("duration", duration, {.above = 0}, "of each outage; by default the link stays dead");
  fields.choice("on_outage", on_outage, {"delay", "fail"},
                "messages wait for the link to come back, or the first that meets the outage ends the run");
  check_times(fields, at, duration.value_or(0), period);
  if (!duration && (at.size() > 1 || period))
    fields.complain("duration", "a duration, as there are several outages");
}

std::unique_ptr<Course> Outage::course(const Link&, Stream) const {
  std::vector<Change> changes;
  for (double start : at) {
    changes.push_back({.at = start, .down = true, .fatal = on_outage == "fail"});
    if (duration)
      changes.push_back({.at = start + *duration, .down = false, .fatal = on_outage == "fail"});
  }
  return std::make_unique<Repeated>(std::move(changes), period);
}

std::span<const Entry<Profile>> link_profiles() {
  static constexpr std::array table = {
      entry<Profile, Steps>(),
      entry<Profile, RandomWalk>(),
      entry<Profile, Outage>(),
  };
  return table;
}

}  // namespace dawdle
