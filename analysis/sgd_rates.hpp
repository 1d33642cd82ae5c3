// How far synchronous SGD gets, exactly on a quadratic and at least on any smooth function.
//
// a = eta lambda is the step in units of the curvature, s2 = eta^2 sigma^2 / (K B) the variance that an update's mean
// gradient, of K workers and B samples each, adds to x. REQUIRES: 0 < a < 2.
#pragma once

namespace dawdle::analysis {

// E x_t = (1-a)^t x_0.
double synchronous_mean(double a, double t, double x0 = 1);
// E x_t^2 = (1-a)^{2t} x_0^2 + s2 (1 - (1-a)^{2t}) / (a (2-a)).
double synchronous_square(double a, double s2, double t, double x0 = 1);
// Its floor, as t grows: the stationary variance s2 / (a (2-a)).
double synchronous_floor(double a, double s2);

// A bound on E |grad f|^2 at a random iterate of T updates, O(1/sqrt T), at its best constant step size: 2 L D / T +
// 2 sigma sqrt(2 L D / T), for L-smooth f, D = f(x_0) - min f and gradients of variance sigma^2. With K workers'
// gradients an update, sigma^2/K: K times fewer updates where the second term rules. Ghadimi and Lan, "Stochastic
// first- and zeroth-order methods for nonconvex stochastic programming", SIAM J. Optim. 23(4), 2013, corollary 2.2.
double gradient_bound(double L, double D, double sigma, double T);
// That step size: min(1/L, sqrt(2 D / (L T)) / sigma).
double best_constant_step(double L, double D, double sigma, double T);

// Linear scaling, Goyal et al. 2017: k times the batch and k times the step for T/k updates do what T did, as long as
// (1 - k a)^{T/k} is close to (1 - a)^T. Returns their ratio. REQUIRES: k a < 1.
double linear_scaling_ratio(double a, double k, double T);

}  // namespace dawdle::analysis
