// Exact error against time of the strategies that update from the first K gradients, on a quadratic.
//
// P workers with independent exponential compute times of mean 1 and free communication minimise f(x) = lambda x^2 / 2
// from x_0 = 1; gradients have additive noise. a = eta lambda; s2 = eta^2 times the variance of one gradient. The
// algorithms of Dutta et al., "Slow and stale gradients can win the race", AISTATS 2018, are two flags apart.
#pragma once

#include <span>
#include <vector>

namespace dawdle::analysis {

struct FirstK {
  int workers;    // P
  int gradients;  // K, whose mean makes an update
  bool distinct;  // of K workers: one whose gradient has come waits for the update. REQUIRES then: K <= P
  bool fresh;     // at an update all workers stop and begin anew at it
};

inline FirstK k_sync(int P, int K) { return {P, K, true, true}; }
inline FirstK k_batch_sync(int P, int K) { return {P, K, false, true}; }
inline FirstK k_async(int P, int K) { return {P, K, true, false}; }
inline FirstK k_batch_async(int P, int K) { return {P, K, false, false}; }

struct Moments {
  double mean;    // E x
  double square;  // E x^2
};

// At each of the times, from 0. Takes O((P t + 20) (K + number of times)) operations.
std::vector<Moments> first_k_moments(std::span<const double> times, const FirstK& how, double a, double s2);

}  // namespace dawdle::analysis
