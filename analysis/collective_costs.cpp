#include "analysis/collective_costs.hpp"

#include <bit>
#include <cmath>

namespace dawdle::analysis {

namespace {

int floor_lg(int p) { return std::bit_width(static_cast<unsigned>(p)) - 1; }
int ceil_lg(int p) { return std::bit_width(static_cast<unsigned>(p - 1)); }

// Of a reduce-scatter, or an all-gather: all but a rank's own share.
double others(int p) { return (p - 1.0) / p; }

}  // namespace

double ring_all_reduce(int p, double n, LinkCost link) {
  return 2 * (p - 1) * link.alpha + 2 * others(p) * n * link.beta;
}

double recursive_doubling_all_reduce(int p, double n, LinkCost link) {
  return floor_lg(p) * (link.alpha + n * link.beta);
}

double rabenseifner_all_reduce(int p, double n, LinkCost link) {
  const int rounds = floor_lg(p), power = 1 << rounds;
  const int folds = p == power ? 0 : 2;  // the ranks beyond the power of two hand in theirs, and get the sum
  return (2 * rounds + folds) * link.alpha + (2 * others(power) + folds) * n * link.beta;
}

double torus_all_reduce(int X, int Y, double n, LinkCost link) {
  return 2 * (X + Y - 2) * link.alpha + 2 * others(X * Y) * n * link.beta;
}

double textbook_all_reduce(int p, double n, LinkCost link) {
  return link.alpha * std::log2(p) + 2 * others(p) * n * link.beta;
}

double binomial_tree(int p, double n, LinkCost link) { return ceil_lg(p) * (link.alpha + n * link.beta); }

double scatter_ring_broadcast(int p, double n, LinkCost link) {
  return (ceil_lg(p) + p - 1) * link.alpha + 2 * others(p) * n * link.beta;
}

double ring_all_gather(int p, double n, LinkCost link) { return (p - 1) * link.alpha + others(p) * n * link.beta; }

double slow_ring_all_reduce(int p, double n, double alpha, double slow_beta) {
  return 2 * (p - 1) * (alpha + n / p * slow_beta);
}

}  // namespace dawdle::analysis
