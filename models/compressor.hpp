// What makes gradients smaller on the wire, at the cost of some of what they say.
#pragma once

#include "models/random.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace models {

// One sender's: it may keep what it did not send.
template <class T>
class CompressorState {
 public:
  virtual ~CompressorState() = default;
  // v, of (P), becomes what the receiver decodes.
  virtual void compress(std::span<T> v, Stream random) = 0;
};

// Every concrete compressor also has `kind`, `summary` and `describe`, and is listed in models/registry.hpp.
class Compressor {
 public:
  virtual ~Compressor() = default;

  template <class T>
  std::unique_ptr<CompressorState<T>> state(std::size_t parameters) const {
    if constexpr (std::is_same_v<T, float>)
      return float_state(parameters);
    else
      return double_state(parameters);
  }

  // Bytes of a message that stands for so many float32 values.
  virtual double wire_bytes(double values) const = 0;

 protected:
  virtual std::unique_ptr<CompressorState<float>> float_state(std::size_t parameters) const = 0;
  virtual std::unique_ptr<CompressorState<double>> double_state(std::size_t parameters) const = 0;
};

}  // namespace models
