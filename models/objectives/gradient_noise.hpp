// Gaussian noise on the gradients of objectives without data.
#pragma once

#include "models/dataset.hpp"

#include <cstdint>
#include <span>

namespace models {

// sigma is that of one sample in each coordinate; multiplicative: in units of the gradient's coordinate.
struct GradientNoise {
  double sigma = 0;
  bool multiplicative = false;
  std::uint64_t seed = 0;
};

// Adds to the gradient `out` the mean of the batch's noises. That of a sample is a pure function of (seed, sample,
// coordinate): it does not depend on who draws it, or in which batch.
template <class T>
void add_noise(const GradientNoise& noise, const Batch& batch, std::span<T> out);

}  // namespace models
