#include "sim/cli/prepared_sweep.hpp"

#include "sim/cli/provenance.hpp"
#include "sim/cli/scenario_options.hpp"

#include <fmt/format.h>

namespace dawdle {

bool PreparedSweep::prepare(const std::string& file, int threads, const std::atomic<bool>& interrupt) {
  std::vector<std::string> problems;
  sweep = ParameterSweep::read(file, problems);
  const Provenance program = provenance();
  if (sweep)
    plan = make_plan(*sweep, program.version + " " + program.git, threads, data, interrupt, problems);
  complain(problems);
  if (plan)
    for (const std::string& warning : plan->warnings) fmt::print(stderr, "{}\n", warning);
  return plan.has_value();
}

}  // namespace dawdle
