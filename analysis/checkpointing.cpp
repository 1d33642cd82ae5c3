#include "analysis/checkpointing.hpp"

#include <cmath>

namespace dawdle::analysis {

double time_with_failures(double work, double interval, const Checkpointing& costs) {
  const double M = costs.mtbf;
  return M * std::exp(costs.restart / M) * std::expm1((interval + costs.dump) / M) * work / interval;
}

double daly_interval(const Checkpointing& costs) {
  const double ratio = costs.dump / (2 * costs.mtbf);
  if (ratio >= 1)
    return costs.mtbf;
  return std::sqrt(2 * costs.dump * costs.mtbf) * (1 + std::sqrt(ratio) / 3 + ratio / 9) - costs.dump;
}

}  // namespace dawdle::analysis
