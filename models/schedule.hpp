// How the learning rate changes over a run: a factor on it, as a function of time in updates or epochs.
#pragma once

#include <string>

namespace models {

// Every concrete schedule also has `kind`, `summary` and `describe`, and is listed in models/registry.hpp.
class Schedule {
 public:
  virtual ~Schedule() = default;

  // Factor on the learning rate at t >= 0 of this schedule's clock.
  virtual double factor(double t) const = 0;

  // What t counts; the warm-up uses the same clock.
  std::string per = "updates";
  double clock(double updates, double epochs) const { return per == "epochs" ? epochs : updates; }

 protected:
  template <class Fields>
  void describe_clock(Fields& fields) {
    fields.choice("per", per, {"updates", "epochs"}, "What the schedule and the warm-up count.");
  }
};

}  // namespace models
