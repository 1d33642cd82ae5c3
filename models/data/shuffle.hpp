// Random orders, the same on every platform (std::shuffle is not).
#pragma once

#include "models/random.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace models {

// Uniform whole numbers from the halves of a stream's words, without a division (Lemire, "Fast random integer
// generation in an interval", ACM TOMACS 2019). Boost's distribution takes several times as long, which showed in runs
// of small models.
class BoundedDraws {
 public:
  explicit BoundedDraws(Stream random) : random_(random) {}

  // 0 .. bound-1; bound > 0.
  std::uint32_t below(std::uint32_t bound) {
    std::uint64_t scaled = std::uint64_t{half()} * bound;
    if (static_cast<std::uint32_t>(scaled) < bound) {
      const std::uint32_t unfair = (0 - bound) % bound;  // 2^32 mod bound
      while (static_cast<std::uint32_t>(scaled) < unfair) scaled = std::uint64_t{half()} * bound;
    }
    return static_cast<std::uint32_t>(scaled >> 32);
  }

 private:
  std::uint32_t half() {
    first_half_ = !first_half_;
    word_ = first_half_ ? random_() : word_ >> 32;
    return static_cast<std::uint32_t>(word_);
  }

  Stream random_;
  std::uint64_t word_ = 0;
  bool first_half_ = false;  // of word_, given out last
};

// `order` becomes 0 .. n-1; n < 2^32.
inline void identity(std::size_t n, std::vector<std::uint32_t>& order) {
  order.resize(n);
  std::iota(order.begin(), order.end(), 0u);
}

// In random order (Fisher-Yates).
inline void shuffle(std::vector<std::uint32_t>& order, Stream random) {
  BoundedDraws draws(random);
  for (auto i = static_cast<std::uint32_t>(order.size()); i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
}

// 0 .. n-1 in random order.
inline std::vector<std::uint32_t> permutation(std::size_t n, Stream random) {
  std::vector<std::uint32_t> order;
  identity(n, order);
  shuffle(order, random);
  return order;
}

// n labels 0 .. classes-1, as equally often as can be. In random order: in turn, a worker that is dealt every K-th
// sample would see few classes.
inline std::vector<std::int32_t> balanced_labels(std::size_t n, std::size_t classes, Stream random) {
  std::vector<std::int32_t> labels;
  labels.reserve(n);
  for (std::uint32_t i : permutation(n, random)) labels.push_back(static_cast<std::int32_t>(i % classes));
  return labels;
}

}  // namespace models
