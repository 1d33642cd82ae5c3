// What theory says of staleness and of the loss: exact laws under assumptions, and which of them does not hold.
#pragma once

#include "analysis/first_k_dynamics.hpp"
#include "sim/theory/step_theory.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

// A prediction, or why there is none.
template <class T>
struct Predicted {
  std::optional<T> value{};
  std::string how{};
};

// In updates; nothing for strategies whose gradients are never stale.
Predicted<double> mean_staleness(const Experiment& experiment, const StepShape& shape);

// P(tau = 0), P(tau = 1), ... of a gradient, until less than a thousandth is beyond. `free`: communication takes no
// time.
Predicted<std::vector<double>> staleness_law(const Experiment& experiment, const StepShape& shape,
                                             const ComputeTheory& compute, bool free);

// SGD on a quadratic of independent coordinates with additive noise.
struct QuadraticSgd {
  analysis::FirstK how;
  std::string untimed;                  // why it is not known when updates happen; empty: loss() holds
  bool knows_limit = true;              // the mean's dynamics are all there is to stability
  double learning_rate = 0, noise = 0;  // the standard deviation of one gradient, in each coordinate
  double compute = 0;                   // mean seconds of a gradient; exponential
  std::vector<double> curvature, from;  // by coordinate; from: x_0 - x*

  // E loss at these times. REQUIRES: untimed.empty().
  std::vector<double> loss(std::span<const double> seconds) const;
  // The expected loss in the end, and the learning rate from which on it diverges; nothing where only loss() knows.
  std::optional<double> floor() const;
  std::optional<double> learning_rate_limit() const;
};

// With a loss() where the times of updates are known, too.
Predicted<QuadraticSgd> quadratic_sgd(const Experiment& experiment, const RunSize& size, const StepShape& shape,
                                      const ComputeTheory& compute, bool free);

// The loss in the end of workers with functions of their own that average after some exact local steps: where they then
// end is not the minimum.
Predicted<double> local_sgd_loss(const Experiment& experiment, const RunSize& size, const StepShape& shape);

// E of |x_i - mean|^2 in the end, of neighbours on a ring; nothing where no models are mixed.
Predicted<double> consensus_distance(const Experiment& experiment, const RunSize& size, const StepShape& shape);

}  // namespace dawdle
