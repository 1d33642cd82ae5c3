// How old gradients are when they are applied, in updates between a gradient's read and its own application.
#pragma once

#include <span>
#include <vector>

namespace dawdle::analysis {

// Each gradient makes or joins an update of K, P workers never wait: (P-1)/K, whatever the law of compute times and
// however the workers differ. Dutta et al. 2018, lemma 4; K = 1 is asynchronous SGD. n-softsync: K = P/n, about n.
double batch_async_mean_staleness(int P, int K);

// Each update takes gradients of K distinct workers, who wait for it: P/K - 1, whatever the law.
double k_async_mean_staleness(int P, int K);

// P(tau >= k) = (1 - mu_i/R)^k of worker i among asynchronous exponential workers (K = 1), R = sum of all rates:
// a geometric law. REQUIRES: 0 < rate <= all.
double staleness_tail(double rate, double all, int k);

// P(tau = k), k = 0, 1, ..., of a gradient of any of these workers: a mixture, worker i having mu_i/R of the gradients.
std::vector<double> staleness_law(std::span<const double> rates, int largest);

}  // namespace dawdle::analysis
