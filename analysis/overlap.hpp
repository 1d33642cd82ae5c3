// What a training step takes when gradients are sent while the backward pass goes on. Times are in seconds.
//
// Sources: Zhang et al., "Poseidon", USENIX ATC 2017 (wait-free backpropagation); Li et al., "PyTorch Distributed",
// VLDB 2020 (buckets of layers, sent one after another).
#pragma once

#include <span>

namespace dawdle::analysis {

// When the last of B buckets has been exchanged: each as soon as it is ready and the one before it is through,
//
//   end_b = max(end_{b-1}, ready_b) + exchange_b
//
// ready, exchange: (B), since the step began and for each bucket. The last bucket is ready when the computation ends,
// so this is the step: the computation alone where the network is infinitely fast, ready_1 + sum of exchange_b where it
// is so slow that no bucket waits for the computation. Exact where all workers begin a step at the same time and leave
// each exchange at the same time. REQUIRES: as many of one as of the other.
double overlapped_step(std::span<const double> ready, std::span<const double> exchange);

}  // namespace dawdle::analysis
