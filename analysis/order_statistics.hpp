// The time of the k-th fastest of n workers: what a synchronous update waits for.
//
// Compute times are independent and identically distributed. Results are in the unit of the arguments. Sources: David
// and Nagaraja, "Order statistics", 2003; Dutta et al., "Slow and stale gradients can win the race", AISTATS 2018.
#pragma once

namespace dawdle::analysis {

// H_n = 1 + 1/2 + ... + 1/n; H_0 = 0.
double harmonic(int n);

// E[X_{k:n}] of exponential times: (H_n - H_{n-k}) mean. A constant shift of the times adds itself.
// REQUIRES: 1 <= k <= n.
double exponential_kth(int n, int k, double mean = 1);

// E[X_{k:n}] of Pareto times, P(X > t) = (minimum/t)^alpha. REQUIRES: 1 <= k <= n, alpha > 1/(n-k+1), or else it is
// infinite.
double pareto_kth(int n, int k, double alpha, double minimum = 1);

// E[X_{n:n}] of times that are 1 or, with probability q, `slowdown` >= 1: one slow worker delays all.
double two_point_slowest(int n, double q, double slowdown);

}  // namespace dawdle::analysis
