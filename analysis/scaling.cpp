#include "analysis/scaling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dawdle::analysis {

namespace {

double transmission(int workers, double bytes, double bandwidth) {
  return 2.0 * (workers - 1) / workers * bytes / bandwidth;
}

}  // namespace

double speedup(int workers, double work, double step) { return workers * work / step; }

double amdahl_limit(int workers, double work, double serial) {
  return serial > 0 ? 1 + workers * work / serial : std::numeric_limits<double>::infinity();
}

double textbook_all_reduce(int workers, double bytes, double alpha, double bandwidth) {
  return alpha * std::log2(workers) + transmission(workers, bytes, bandwidth);
}

double ring_all_reduce(int workers, double bytes, double alpha, double bandwidth) {
  return 2.0 * (workers - 1) * alpha + transmission(workers, bytes, bandwidth);
}

double last_service(std::span<const double> arrivals, double service) {
  double end = arrivals.front();
  for (double arrival : arrivals) end = std::max(end, arrival) + service;
  return end;
}

}  // namespace dawdle::analysis
