// Delay compensation (Zheng et al., "Asynchronous stochastic gradient descent with delay compensation", ICML 2017): a
// first-order estimate of the gradient at w from the one that was computed at an older w_bak, with g g^T in place of
// the Hessian, of which only the diagonal is kept:
//
//   g~ = g + lambda_t g * g * (w - w_bak)                                elementwise
//   lambda_t = lambda                                                    DC-ASGD-c
//   lambda_t = lambda / sqrt(MeanSquare_t + 1e-7)                        DC-ASGD-a
//   MeanSquare_t = m MeanSquare_{t-1} + (1 - m) g * g                    starts at 0
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace models {

struct DelayCompensation {
  double lambda = 0.04;
  bool adaptive = false;
  double m = 0.95;
  std::vector<double> mean_square{};  // (P) once it was needed

  // All are (P): g becomes its estimate at `now`.
  template <class T>
  void apply(std::span<T> g, std::span<const T> now, std::span<const T> then) {
    if (adaptive)
      mean_square.resize(g.size());
    for (std::size_t i = 0; i < g.size(); ++i) {
      const double square = static_cast<double>(g[i]) * static_cast<double>(g[i]);
      const double moved = static_cast<double>(now[i]) - static_cast<double>(then[i]);
      g[i] += static_cast<T>(strength(i, square) * square * moved);
    }
  }

 private:
  double strength(std::size_t i, double square) {
    if (!adaptive)
      return lambda;
    mean_square[i] = m * mean_square[i] + (1 - m) * square;
    return lambda / std::sqrt(mean_square[i] + 1e-7);
  }
};

}  // namespace models
