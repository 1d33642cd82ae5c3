// How long gradients take on average: by order statistics where a law has a closed form, else by Monte Carlo.
#pragma once

#include "sim/training/simulation.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dawdle {

// A mean in seconds, and where it comes from.
struct Expectation {
  double seconds = 0;
  std::string how;
};

struct ComputeTheory {
  bool fixed = false;       // nothing is random
  bool alike = false;       // all workers have the same law
  bool spread = false;      // no two gradients take exactly as long
  bool memoryless = false;  // every gradient is exponential, without a least time
  std::string unknown;      // why nothing can be said, or empty and both of these are there
  Expectation mean;         // of one gradient, of all workers
  // Until the first k workers are done, begun together: with one gradient, or, per gradient, with several each.
  Expectation awaited;
};

// REQUIRES: the experiment has been prepared (Simulation), 1 <= k <= workers, each >= 1.
ComputeTheory compute_theory(const Experiment& experiment, const RunSize& size, std::int64_t k, std::int64_t each = 1);

// The mean of a figure of K compute times, one a worker (to do with as it likes), each the mean of `each` gradients'.
// Where they are random, over draws that no run sees, but always the same ones.
Expectation expectation(const Experiment& experiment, bool fixed,
                        const std::function<double(std::vector<double>&)>& figure, std::int64_t each = 1);
// Of every worker, where nothing is random.
std::vector<double> fixed_times(const Experiment& experiment);

}  // namespace dawdle
