// The elastic force of EASGD: what its synchronous and its asynchronous form have in common.
#pragma once

#include "sim/training/strategy.hpp"

#include <array>
#include <optional>
#include <stdexcept>

namespace dawdle {

// x - force (x - to), under x's number.
inline Version drawn(Learner& learner, const Version& x, const Version& to, double force) {
  const std::array terms = {Term{1 - force, x}, Term{force, to}};
  return learner.combine(x.number(), terms);
}

struct ElasticOptions {
  std::int64_t period = 10;           // tau
  std::optional<double> moving_rate;  // alpha; by default .9/p, as in the paper
  std::string evaluate = "centre";

  void describe(Fields& fields) {
    fields.integer("period", period, {.min = 1, .max = 1e9}, "steps between two exchanges with the centre (tau)");
    fields.number("moving_rate", moving_rate, {.min = 0, .max = 1},
                  "share of its distance to the centre that a worker goes (alpha); by default .9 / workers");
    fields.choice("evaluate", evaluate, {"centre", "workers"},
                  "what the run's updates and losses are of: the centre, or the mean of the workers' models as they "
                  "came to their last exchange");
  }
  bool of_workers() const { return evaluate == "workers"; }
  double alpha(int workers) const { return moving_rate.value_or(0.9 / workers); }
  // beta = p alpha is a share of the centre's way to the mean.
  void check(int workers) const {
    if (alpha(workers) * workers > 1 + 1e-12)
      throw std::invalid_argument("expected a moving_rate of at most 1 / workers: the centre would overshoot the mean");
  }
};

}  // namespace dawdle
