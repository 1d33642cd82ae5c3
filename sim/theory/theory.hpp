// What theory says of a scenario before it runs, line by line.
#pragma once

#include "sim/scenario/explanation.hpp"

#include <optional>
#include <vector>

namespace dawdle {

// REQUIRES: the experiment has been prepared (Simulation), and `size` is what that found. With the totals of a run,
// lines say what it measured, too.
std::vector<TheoryLine> explain(const Experiment& experiment, const RunSize& size,
                                const std::optional<RunTotals>& measured);

// Of simulated time between two updates, in the long run; nothing where no theory holds.
std::optional<double> seconds_an_update(const Experiment& experiment, const RunSize& size);

}  // namespace dawdle
