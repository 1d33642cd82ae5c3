// A worker that fails while it computes is back `restart` seconds later, unless it fails again, and computes that
// batch anew. Failures are exponential, of mean M, so that
//
//   E T = M e^{restart/M} (e^{base/M} - 1)
//
// (Daly, FGCS 22, 2006, where a batch is what is lost). Nobody else goes back, see cluster/checkpoint_restart.hpp
// for that; whether others wait is the strategy's affair.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/variates.hpp"
#include "sim/core/options.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace dawdle::straggler {

class Failures : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "failures",
                                    summary = "a worker that fails computes its batch anew after a restart";

  double mtbf = 0;
  double restart = 0;

  void describe(Fields& fields) {
    fields.seconds("mtbf", mtbf, {.above = 0, .required = true},
                   "Mean time between failures of a worker, while it computes or restarts.");
    fields.seconds("restart", restart, {.min = 0}, "Time from a failure until it computes again.");
    if (restart > mtbf * std::log(1e6))
      fields.complain("restart", "at most 13.8 times mtbf, so that one in a million passes without a failure");
  }
  double seconds(double base, const Draw& draw) const override {
    int lives = 0;
    const auto life = [&] {
      constexpr int kMost = 1'000'000;
      if (lives++ == kMost)
        throw std::runtime_error(fmt::format(
            "worker {} has failed {} times in one batch, which takes {:.6g} s without a failure: mtbf is {:.6g} s",
            draw.worker, kMost, base, mtbf));
      return mtbf * exponential_variate(draw.stream);
    };
    double time = 0;
    for (double lived; (lived = life()) < base;) {
      time += lived;
      while ((lived = life()) < restart) time += lived;
      time += restart;
    }
    return time + base;
  }
};

}  // namespace dawdle::straggler
