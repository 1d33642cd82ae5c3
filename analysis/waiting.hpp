// How long an update takes when communication is free: seconds between updates, by who waits for whom.
//
// K-sync and backup workers are order statistics (order_statistics.hpp), SSP is a Markov chain (queueing.hpp).
#pragma once

#include <span>
#include <vector>

namespace dawdle::analysis {

// K gradients of whichever of P workers, nobody waits: K E[X] / P, any law of compute times. Dutta et al. 2018.
double batch_async_period(int P, int K, double mean = 1);

// The same where all begin anew at an update, exponential compute times: also K mean / P, for they have no memory.
double batch_sync_period(int P, int K, double mean = 1);

// Time of a local step, H of them between two averages of cost `average`: E max over P workers of the mean of H
// exponential times, plus average / H. Wang and Joshi, "Adaptive communication strategies", MLSys 2019, equation 6.
double periodic_averaging_step(int P, int H, double average, double mean = 1);

// A ring whose workers each wait for their left neighbour, exponential compute times: mean (2 - 1/N).
double one_sided_ring_period(int N, double mean = 1);

// A ring whose workers each wait for both neighbours, fixed compute times T_i, link latency L: the largest mean time of
// a cycle, max(max T_i, max over neighbours (T_i + T_j)/2 + L, mean T + L). REQUIRES: three workers or more.
double two_sided_ring_period(std::span<const double> times, double latency);

// Node `to` cannot have its next turn sooner than so many seconds after this turn of node `from`.
struct Wait {
  int from, to;
  double seconds;
};

// Seconds between two turns of nodes that wait for each other again and again, in the long run: the largest mean of the
// waits around a cycle. Karp, "A characterization of the minimum cycle mean in a digraph", Discrete Math. 23, 1978,
// here with walks from anywhere; O(nodes x waits) time, O(nodes^2) memory. REQUIRES: a cycle that all others can be
// reached from, or else it is the slowest part that sets the pace. 0 without a cycle.
double slowest_cycle(int nodes, std::span<const Wait> waits);

// When workers of fixed compute times that never wait have done S gradients: least t with sum floor(t/T_i) >= S.
// REQUIRES: not empty, times > 0, S >= 1.
double fixed_speeds_end(std::span<const double> times, int S);

}  // namespace dawdle::analysis
