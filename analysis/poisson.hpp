// The Poisson law.
#pragma once

#include <cmath>

namespace dawdle::analysis {

// P(N = n) for N of this mean, which is not negative.
inline double poisson(int n, double mean) {
  return mean > 0 ? std::exp(n * std::log(mean) - mean - std::lgamma(n + 1)) : n == 0;
}

}  // namespace dawdle::analysis
