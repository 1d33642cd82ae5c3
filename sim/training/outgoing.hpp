// What a worker does to its gradients before it sends them, and remembers: momentum of its own, then compression.
#pragma once

#include "models/compressor.hpp"
#include "models/optimizers/sgd.hpp"
#include "sim/core/random.hpp"

#include <memory>
#include <span>
#include <vector>

namespace dawdle {

template <class T>
class Outgoing {
 public:
  // Momentum as in models/optimizers/sgd.hpp: v = momentum v + g is sent, or g + momentum v with nesterov.
  Outgoing(const models::Sgd* momentum, const models::Compressor* compressor, std::size_t parameters, int worker,
           std::uint64_t seed)
      : momentum_(momentum),
        compressor_(compressor ? compressor->state<T>(parameters) : nullptr),
        velocity_(momentum ? parameters : 0),
        worker_(static_cast<std::uint64_t>(worker)),
        seed_(seed) {}

  void pack(std::span<T> g) {
    if (momentum_)
      add_momentum(g);
    if (compressor_)
      compressor_->compress(g, stream(seed_, Purpose::compression, worker_, sent_++));
  }

 private:
  void add_momentum(std::span<T> g) {
    const T m = static_cast<T>(momentum_->momentum);
    for (std::size_t i = 0; i < g.size(); ++i) {
      velocity_[i] = m * velocity_[i] + g[i];
      g[i] = momentum_->nesterov ? g[i] + m * velocity_[i] : velocity_[i];
    }
  }

  const models::Sgd* momentum_;
  std::unique_ptr<models::CompressorState<T>> compressor_;
  std::vector<T> velocity_;  // (P), empty without momentum
  std::uint64_t worker_, seed_;
  std::uint64_t sent_ = 0;
};

}  // namespace dawdle
