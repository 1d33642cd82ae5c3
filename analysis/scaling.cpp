#include "analysis/scaling.hpp"

#include <algorithm>
#include <limits>

namespace dawdle::analysis {

double speedup(int workers, double work, double step) { return workers * work / step; }

double amdahl_limit(int workers, double work, double serial) {
  return serial > 0 ? 1 + workers * work / serial : std::numeric_limits<double>::infinity();
}

double last_service(std::span<const double> arrivals, double service) {
  double end = arrivals.front();
  for (double arrival : arrivals) end = std::max(end, arrival) + service;
  return end;
}

}  // namespace dawdle::analysis
