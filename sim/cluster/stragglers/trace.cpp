#include "sim/cluster/stragglers/trace.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle::straggler {

double Trace::seconds(double /*base*/, const Draw& draw) const {
  const std::span<const double> measured = times_.of(draw.worker);
  if (draw.step >= measured.size() && !repeat)
    throw std::runtime_error(fmt::format("{}: expected step {} of worker {}, got only {} steps (\"repeat\" is false)",
                                         file, draw.step, draw.worker, measured.size()));
  return measured[draw.step % measured.size()];
}

}  // namespace dawdle::straggler
