// Exact dynamics of distributed SGD on a quadratic, f(x) = lambda x^2 / 2, with additive gradient noise.
//
// a = eta lambda > 0 is the step in units of the curvature; s2 = eta^2 sigma^2 the variance that the noise of one
// update's (averaged) gradient adds to x. x_0 = 1 where moments are asked for. Variances are in units of s2.
// "Asynchronous" means M workers with independent exponential compute times of equal mean: each update is equally
// likely to be anybody's, so staleness is geometric with mean M - 1.
#pragma once

#include <vector>

namespace dawdle::analysis {

// ---- Asynchronous ----

// E x_0, E x_1, ... E x_updates. Asynchrony begets momentum 1 - 1/M: Mitliagkas et al. 2016.
std::vector<double> asynchronous_mean(double a, int M, int updates);

// E x_0^2, ... E x_updates^2: the closed linear system of E x^2, E x r_i, E r_i^2 and E r_i r_j, where r_i is what
// worker i has read. For M = 1 it is that of sequential SGD.
std::vector<double> asynchronous_second_moment(double a, int M, double s2, int updates);

// Stationary variance: its fixed point. REQUIRES: a < asynchronous_limit(M).
double asynchronous_variance(double a, int M);

// The mean square diverges from this a on.
double asynchronous_limit(int M);

// ---- At a simulated time ----

// E x(t)^2 with exponential compute times of mean 1 and free communication: asynchronous, and synchronous with the mean
// of all M gradients (s2 is still that of one gradient's noise).
double asynchronous_second_moment_at(double t, double a, int M, double s2);
double synchronous_second_moment_at(double t, double a, int M, double s2);

// ---- Fixed delay: x_{t+1} = x_t + beta (x_t - x_{t-1}) - a x_{t-tau} ----

// The least unstable a; 2 sin(pi / (2 (2 tau + 1))) for beta = 0, 2 (1 + beta) for tau = 0. From the first root of the
// characteristic polynomial on the unit circle. REQUIRES: tau >= 0, 0 <= beta < 1.
double delayed_limit(int tau, double beta = 0);

// Stationary variance for beta = 0. REQUIRES: a < delayed_limit(tau).
double delayed_variance(double a, int tau);

// Stationary variance for tau = 0 (heavy ball); beta = 0 is plain SGD, 1 / (a (2 - a)). REQUIRES: a < 2 (1 + beta).
double heavy_ball_variance(double a, double beta = 0);

}  // namespace dawdle::analysis
