#include "sim/training/rules.hpp"

#include <algorithm>

namespace dawdle {

void StopRule::describe(Fields& fields) {
  fields.integer("updates", updates, {.min = 0}, "after so many updates of the parameters");
  fields.integer("samples", samples, {.min = 0}, "after so many samples in the gradients applied");
  fields.number("epochs", epochs, {.min = 0}, "after so many passes over the training set");
  fields.seconds("time", time, {.min = 0}, "at this simulated time");
  fields.number("loss", loss, {}, "as soon as an evaluation finds the loss (of the test set, if any) at most this");
  fields.number("accuracy", accuracy, {.min = 0, .max = 1},
                "as soon as an evaluation finds the accuracy (on the test set, if any) at least this");
  if (!updates && !samples && !epochs && !time)
    fields.complain(
        "", "\"updates\", \"samples\", \"epochs\" or \"time\", so that the run ends even if no target is reached");
}

double StopRule::done(double now, std::uint64_t updates_so_far, std::uint64_t samples_so_far,
                      double epochs_so_far) const {
  double part = 0;
  const auto add = [&part](double so_far, double all) { part = std::max(part, so_far / all); };
  if (updates)
    add(static_cast<double>(updates_so_far), static_cast<double>(*updates));
  if (samples)
    add(static_cast<double>(samples_so_far), static_cast<double>(*samples));
  if (epochs)
    add(epochs_so_far, *epochs);
  if (time)
    add(now, *time);
  return part;
}

void RecordRule::describe(Fields& fields) {
  auto every = [this](Fields& f) {
    f.integer("updates", every_updates, {.min = 1}, "after every so many updates");
    f.seconds("time", every_time, {.above = 0}, "at every multiple of this simulated time");
  };
  fields.section("evaluate_every", every, "when to evaluate; by default at every hundredth of each limit of \"stop\"");
  fields.number("target_loss", target_loss, {}, "note when the loss is first at most this, and go on");
  fields.number("target_accuracy", target_accuracy, {.min = 0, .max = 1},
                "note when the accuracy is first at least this, and go on");
  fields.integer("train_rows", train_rows, {.min = 0}, "rows of the training set that an evaluation looks at; 0: all");
}

void IterateAveraging::describe(Fields& fields) {
  fields.choice("rule", rule, {"none", "uniform", "exponential"},
                "what is evaluated: the last parameters, the mean of those since `from`, or their moving average");
  fields.integer("from", from, {.min = 1}, "the update from which on parameters are averaged");
  fields.number("decay", decay, {.min = 0, .below = 1}, "what a moving average keeps of itself at each update");
  if (rule == "none" && from != 1)
    fields.complain("from", "a rule beside it, by which parameters are averaged");
  if (rule != "exponential" && decay != IterateAveraging().decay)
    fields.complain("decay", "the rule \"exponential\" beside it");
}

}  // namespace dawdle
