#include "analysis/overlap.hpp"

#include <algorithm>

namespace dawdle::analysis {

double overlapped_step(std::span<const double> ready, std::span<const double> exchange) {
  double end = 0;
  for (std::size_t b = 0; b < ready.size(); ++b) end = std::max(end, ready[b]) + exchange[b];
  return end;
}

}  // namespace dawdle::analysis
