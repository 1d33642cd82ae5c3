#include "sim/training/outer_optimizer.hpp"

#include "sim/training/parts.hpp"

#include <array>

namespace dawdle {

void describe_outer(Fields& fields, std::unique_ptr<models::Optimizer>& outer) {
  std::vector<Fields::Kind> kinds;
  for (const Entry<models::Optimizer>& e : optimizers())
    kinds.push_back({e.kind, e.summary, [&outer, &e](Fields& f) {
                       outer = e.make(f);
                       f.kind("schedule", outer->learning_rate.schedule, schedules(), "constant",
                              "how the outer learning rate changes; its clock counts outer steps");
                       if (outer->learning_rate.schedule->per == "epochs")
                         f.complain("schedule", "a schedule per \"updates\", which count outer steps");
                     }});
  fields.variant("outer", kinds, "", "the outer optimizer; in the paper sgd, learning rate .7, Nesterov momentum .9");
}

OuterModel::OuterModel(Job& job, const models::Optimizer& optimizer, Fragment fragment)
    : job_(job),
      optimizer_(optimizer),
      fragment_(fragment),
      stepper_(job.learner().stepper(&optimizer, fragment)),
      theta_(job.initial()) {}

Version OuterModel::step(const Version& mean) {
  const double rate = optimizer_.learning_rate.at(static_cast<double>(steps_++), 0, job_.samples_of_all());
  // theta - 1 (theta - mean) is the mean, but rounded twice. Without this DiLoCo would differ from local SGD where it
  // is local SGD.
  if (rate == 1 && optimizer_.is_plain_sgd())
    return theta_ = job_.learner().splice(theta_, mean, fragment_).renumbered(mean.number());
  const std::array gone = {Term{1, theta_}, Term{-1, mean}};
  const Version delta = job_.learner().combine(mean.number(), gone);
  return theta_ = stepper_->step(theta_, delta, rate).renumbered(mean.number());
}

}  // namespace dawdle
