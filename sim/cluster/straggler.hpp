// What makes one gradient take longer than another: a law of compute time.
//
// A law maps the time a gradient would take to the time it takes at (worker, step). Additive laws add seconds,
// multiplicative ones stretch. A law has no state that changes: its value is a pure function of its options and of the
// draw's (seed, worker, step), so two strategies meet the same stragglers, and adding a worker changes nobody's draws.
//
// Every law also has `kind`, `summary` and `describe` (see core/options.hpp), and is listed in cluster/registry.cpp.
// Its options are public members: set by describe() or by hand.
#pragma once

#include "sim/core/random.hpp"

#include <cstdint>

namespace dawdle {

// Which gradient, and its own random numbers. `step` counts the gradients of this worker from 0.
struct Draw {
  int worker;
  std::uint64_t step;
  Stream& stream;
};

class StragglerLaw {
 public:
  virtual ~StragglerLaw() = default;

  // Called once, before the clock starts: loads files and checks what depends on the number of workers.
  // Throws std::runtime_error with one line: where, what was expected, what was found.
  virtual void prepare(int /*workers*/) {}

  // Seconds of the gradient, given the `base` seconds without this law. REQUIRES: prepare(), draw.worker < workers.
  virtual double seconds(double base, const Draw& draw) const = 0;
};

}  // namespace dawdle
