// Random orders, the same on every platform (std::shuffle is not).
#pragma once

#include "models/random.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace models {

// 0 .. n-1 in random order (Fisher-Yates).
inline std::vector<std::uint32_t> permutation(std::size_t n, Stream random) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = n; i > 1; --i)
    std::swap(order[i - 1], order[boost::random::uniform_int_distribution<std::size_t>(0, i - 1)(random)]);
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
