#include "sim/cluster/registry.hpp"

#include "sim/cluster/stragglers/constant.hpp"
#include "sim/cluster/stragglers/exponential.hpp"
#include "sim/cluster/stragglers/failures.hpp"
#include "sim/cluster/stragglers/gamma.hpp"
#include "sim/cluster/stragglers/lognormal.hpp"
#include "sim/cluster/stragglers/pareto.hpp"
#include "sim/cluster/stragglers/slow_workers.hpp"
#include "sim/cluster/stragglers/trace.hpp"
#include "sim/cluster/stragglers/two_point.hpp"
#include "sim/cluster/stragglers/uniform.hpp"
#include "sim/cluster/stragglers/weibull.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<StragglerLaw>> straggler_laws() {
  static constexpr std::array laws = {
      entry<StragglerLaw, straggler::Constant>(),    entry<StragglerLaw, straggler::Uniform>(),
      entry<StragglerLaw, straggler::Exponential>(), entry<StragglerLaw, straggler::ShiftedExponential>(),
      entry<StragglerLaw, straggler::Gamma>(),       entry<StragglerLaw, straggler::Lognormal>(),
      entry<StragglerLaw, straggler::Weibull>(),     entry<StragglerLaw, straggler::Pareto>(),
      entry<StragglerLaw, straggler::TwoPoint>(),    entry<StragglerLaw, straggler::SlowWorkers>(),
      entry<StragglerLaw, straggler::Failures>(),    entry<StragglerLaw, straggler::Trace>(),
  };
  return laws;
}

std::span<const Entry<CheckpointRestart>> faults() {
  static constexpr std::array all = {entry<CheckpointRestart, CheckpointRestart>()};
  return all;
}

}  // namespace dawdle
