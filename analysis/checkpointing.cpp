#include "analysis/checkpointing.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle::analysis {

double time_with_failures(double work, double interval, const Checkpointing& costs) {
  const double M = costs.mtbf;
  return M * std::exp(costs.restart / M) * std::expm1((interval + costs.dump) / M) * work / interval;
}

double time_of_job(double work, double interval, const Checkpointing& costs) {
  const double M = costs.mtbf, factor = M * std::exp(costs.restart / M);
  if (std::isinf(interval))
    return factor * std::expm1(work / M);
  constexpr double kRounding = 1e-9;
  const double whole = std::max(0.0, std::ceil(work / interval * (1 - kRounding)) - 1);
  return factor *
         (whole * std::expm1((interval + costs.dump) / M) + std::expm1((work - whole * interval + costs.dump) / M));
}

double daly_interval(const Checkpointing& costs) {
  const double ratio = costs.dump / (2 * costs.mtbf);
  if (ratio >= 1)
    return costs.mtbf;
  return std::sqrt(2 * costs.dump * costs.mtbf) * (1 + std::sqrt(ratio) / 3 + ratio / 9) - costs.dump;
}

}  // namespace dawdle::analysis
