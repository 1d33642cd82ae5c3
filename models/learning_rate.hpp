// The learning rate of each update: base rate x batch scaling x warm-up x schedule.
#pragma once

#include "models/schedules/constant.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>

namespace models {

struct LearningRate {
  double base = 0;

  // For an effective batch (samples an update) k times the reference batch: "linear" multiplies by k (Goyal et al.
  // 2017), "sqrt" by sqrt(k) (Krizhevsky 2014).
  std::string scaling = "none";
  double reference_batch = 256;

  // Warm-up (Goyal et al. 2017, section 2.2): "gradual" is linear in time from `warmup_start` times the scaled rate;
  // "constant" stays there until it is over. Absent, that is the unscaled rate as in the paper, or 0 when nothing is
  // scaled.
  double warmup = 0;  // length, in the schedule's clock
  std::string warmup_shape = "gradual";
  std::optional<double> warmup_start;

  std::unique_ptr<Schedule> schedule = std::make_unique<ConstantSchedule>();  // never null

  // All but the schedule, which is a nested kind that the caller reads.
  template <class Fields>
  void describe(Fields& fields) {
    fields.number("learning_rate", base, {.above = 0, .required = true}, "Step size before scaling and schedule.");
    fields.choice("scaling", scaling, {"none", "linear", "sqrt"},
                  "How the rate grows with the effective batch over the reference batch.");
    fields.number("reference_batch", reference_batch, {.above = 0}, "Samples an update for which the rate is meant.");
    auto describe_warmup = [this](auto& nested) {
      nested.number("length", warmup, {.min = 0}, "Updates or epochs that it takes, in the schedule's clock; 0: none.");
      nested.choice("shape", warmup_shape, {"gradual", "constant"},
                    "A linear ramp to the full rate, or one rate and then a jump.");
      nested.number("start", warmup_start, {.min = 0},
                    "Fraction of the full rate to start from; default: the unscaled rate, or 0 without scaling.");
      if (warmup == 0 && (warmup_start || warmup_shape != "gradual"))
        nested.complain("length", "how long the warm-up takes");
    };
    fields.section("warmup", describe_warmup, "Lower rates at the start of the run.");
  }

  // The rate of the update that follows `updates` updates, after `epochs` passes over the data, from `effective_batch`
  // samples.
  double at(double updates, double epochs, double effective_batch) const {
    const double t = schedule->clock(updates, epochs);
    const double scale = scaled(effective_batch / reference_batch);
    return base * scale * warmed_up(t, scale) * schedule->factor(t);
  }

 private:
  double scaled(double k) const { return scaling == "linear" ? k : scaling == "sqrt" ? std::sqrt(k) : 1; }

  double warmed_up(double t, double scale) const {
    if (t >= warmup)
      return 1;
    const double start = warmup_start.value_or(scaling == "none" ? 0 : std::min(1.0, 1 / scale));
    return warmup_shape == "constant" ? start : start + (1 - start) * t / warmup;
  }
};

}  // namespace models
