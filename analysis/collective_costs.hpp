// What collectives cost by their algorithms, alone on private links: seconds for p ranks and n bytes.
//
// Sources: Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 2005;
// Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms", JPDC 2009. What the sums cost is left out.
#pragma once

namespace dawdle::analysis {

struct LinkCost {
  double alpha;  // latency, s
  double beta;   // 1 / bandwidth, s/byte
};

// All-reduce. ring: 2(p-1) alpha + 2(p-1)/p n beta; recursive doubling: lg p (alpha + n beta), p a power of two;
// Rabenseifner: 2 lg p alpha + 2(p-1)/p n beta, and if p is no power of two,
// (2 floor(lg p) + 2) alpha + (2(p'-1)/p' + 2) n beta, p' being the power of two below.
double ring_all_reduce(int p, double n, LinkCost link);
double recursive_doubling_all_reduce(int p, double n, LinkCost link);
double rabenseifner_all_reduce(int p, double n, LinkCost link);
// On a torus of X x Y, along its rows and then its columns: 2(X+Y-2) alpha + 2(1 - 1/XY) n beta.
double torus_all_reduce(int X, int Y, double n, LinkCost link);
// As textbooks have it: alpha lg p + 2(p-1)/p n beta, which is not what a ring costs.
double textbook_all_reduce(int p, double n, LinkCost link);

// Broadcast: ceil(lg p) (alpha + n beta) by a binomial tree; (lg p + p-1) alpha + 2(p-1)/p n beta by a scatter and a
// ring. Reduce by a binomial tree costs what the broadcast does. All-gather by a ring: (p-1) alpha + (p-1)/p n beta.
double binomial_tree(int p, double n, LinkCost link);
double scatter_ring_broadcast(int p, double n, LinkCost link);
double ring_all_gather(int p, double n, LinkCost link);

// With one link of the ring slower, all wait for it in every step: 2(p-1) (alpha + n/p beta_slow).
double slow_ring_all_reduce(int p, double n, double alpha, double slow_beta);

}  // namespace dawdle::analysis
