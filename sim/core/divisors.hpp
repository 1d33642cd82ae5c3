// Grids that are as near to squares as a number of workers allows.
#pragma once

namespace dawdle {

// The largest divisor of n up to its square root; 1 for a prime.
inline int near_square(int n) {
  int rows = 1;
  for (int d = 2; d * d <= n; ++d)
    if (n % d == 0)
      rows = d;
  return rows;
}

}  // namespace dawdle
