// Communication beside computation: the backward pass reaches the last layer first, and a layer's gradient can be sent
// as soon as it is there (wait-free backpropagation: Zhang et al., "Poseidon", USENIX ATC 2017). Layers go together in
// buckets, so that latencies are paid less often (tensor fusion: Sergeev and Del Balso, "Horovod", 2018; Li et al.,
// "PyTorch Distributed", VLDB 2020).
//
//   ready_b = (1 - a sum of w_l over the layers l before bucket b) T       w_l: layer l's share of the backward pass
//                                                                          a: the backward pass's of the time T
//
// A worker sends one bucket at a time, in the order in which they become ready. The numbers are those of a gradient
// that is sent as a whole: only times change.
#pragma once

#include "models/objective.hpp"
#include "sim/core/options.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

// In forward order. Work is relative to the other layers'.
struct GradientLayer {
  double bytes;
  double work;
};

// What stands for the model's own layers.
struct LayerOptions {
  std::vector<double> bytes;  // empty: the model's layers
  std::vector<double> work;   // empty: the model's, or as the bytes given

  void describe(Fields& fields);
  double sum_of_bytes() const;
  // Of a gradient of so many bytes. A model without layers has one. Throws std::invalid_argument when there is not one
  // `work` for each.
  std::vector<GradientLayer> layers(std::span<const models::LayerShape> model, double gradient_bytes) const;
};

// Of a gradient. `early`: how long before the end of the (last) batch's computation it is ready, as a share of that.
struct Bucket {
  double share;              // of the bytes
  double early = 0;          // see above
  bool last = true;          // has the first layer: the gradient is complete
  std::uint64_t number = 0;  // from 1 on; 0: there is only one
};

// What a strategy may be told.
struct Overlap {
  bool wait_free = false;
  double bucket_bytes = 25e6;
  double backward = 2.0 / 3;  // share of the time: it costs twice the forward pass

  void describe(Fields& fields);
  // In the order in which they are sent, the last with early = 0. Without overlap it is one.
  std::vector<Bucket> buckets(std::span<const GradientLayer> layers) const;
};

}  // namespace dawdle
