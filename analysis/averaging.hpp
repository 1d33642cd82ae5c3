// Training that averages models instead of gradients: where it ends, how far workers drift apart, what it sends.
#pragma once

#include <span>

namespace dawdle::analysis {

// Where local SGD ends, H exact gradient steps of eta a round, when worker i has f_i = curvature_i (x - optimum_i)^2 /
// 2: sum q_i optimum_i / sum q_i with q_i = 1 - (1 - eta curvature_i)^H. Only H = 1 finds the optimum of the mean f.
// REQUIRES: as many optima as curvatures, 0 < eta curvature_i < 2 for some i.
double local_sgd_fixed_point(std::span<const double> curvature, std::span<const double> optimum, double eta, int H);

// How far the workers of D-PSGD are from their mean: stationary variance of x_i - mean x in units of eta^2 sigma^2,
// x' = W x - eta g, on a ring with weights 1/3 and a quadratic, a = eta lambda. The mean over the graph's modes of
// 1 / (1 - (mu_k - a)^2), mu_k = (1 + 2 cos(2 pi k / n)) / 3 being the eigenvalues of W but the first.
// REQUIRES: n >= 3, 0 <= a < 2/3.
double ring_consensus_variance(int n, double a);

// Spectral gap of the static exponential graph of n workers, a power of two: 2 / (1 + log2 n). Ying et al.,
// "Exponential graph is provably efficient for decentralized deep training", NeurIPS 2021.
double exponential_graph_gap(int n);

// A network, seen by an AllReduce: bandwidth in bytes/s and latency in s.
struct Reach {
  double bandwidth, latency;
};

// Communication seconds a step of n bytes: R replicas' data-parallel AllReduce over the slow network, 2n(1-1/R)/W1 +
// e1, and M groups that reduce inside over the fast one every step and over the slow one every H steps, 2n(1-M/R)/W0 +
// e0 + (2n(1-1/R)/W1 + e1)/H. Charles et al., "Communication-efficient language model training scales reliably and
// robustly: scaling laws for DiLoCo", 2025.
double data_parallel_step(double n, int R, Reach slow);
double diloco_step(double n, int R, int M, int H, Reach fast, Reach slow);

}  // namespace dawdle::analysis
