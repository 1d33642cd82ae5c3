// Vector code that gives the same bytes on every processor: 64 bytes of independent lanes, whatever the registers are.
//
// A kernel is a struct with a static template `run<Bytes>` that always inlines; `dispatch` compiles it once for each
// instruction set and picks one at run time. Lane l of a sum sees the same numbers in the same order in each of them,
// so they differ in speed only (the build forbids contraction to fused multiply-adds).
#pragma once

#include "models/bits.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <utility>

// Unrolls the next loop, of a few iterations, early enough for the arrays it indexes to become registers.
#if defined(__clang__)
#define DAWDLE_UNROLL _Pragma("unroll")
#else
#define DAWDLE_UNROLL _Pragma("GCC unroll 16")
#endif
// Tells the vectorizer that the iterations of the next loop do not depend on each other.
#if defined(__clang__)
#define DAWDLE_INDEPENDENT_ITERATIONS _Pragma("clang loop vectorize(assume_safety)")
#else
#define DAWDLE_INDEPENDENT_ITERATIONS _Pragma("GCC ivdep")
#endif
#define DAWDLE_INLINE [[gnu::always_inline]] inline

namespace models {

enum class InstructionSet { baseline, avx2, avx512 };

// Lowered by tests alone: a whole run then shows that its bytes do not depend on it.
inline std::atomic<InstructionSet> most_instruction_set = InstructionSet::avx512;

#if defined(__x86_64__)
// The best that this processor has, up to most_instruction_set.
inline InstructionSet best_instruction_set() {
  static const InstructionSet best = __builtin_cpu_supports("avx512f") ? InstructionSet::avx512
                                     : __builtin_cpu_supports("avx2")  ? InstructionSet::avx2
                                                                       : InstructionSet::baseline;
  return std::min(best, most_instruction_set.load(std::memory_order_relaxed));
}

template <class Kernel, class... Arguments>
[[gnu::target("avx512f")]] auto run_avx512(Arguments... arguments) {
  return Kernel::template run<64>(arguments...);
}

template <class Kernel, class... Arguments>
[[gnu::target("avx2")]] auto run_avx2(Arguments... arguments) {
  return Kernel::template run<32>(arguments...);
}
#else
inline InstructionSet best_instruction_set() { return InstructionSet::baseline; }
#endif

// Runs the kernel compiled for `set`, which this processor must have.
template <class Kernel, class... Arguments>
auto dispatch([[maybe_unused]] InstructionSet set, Arguments... arguments) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512)
    return run_avx512<Kernel>(arguments...);
  if (set == InstructionSet::avx2)
    return run_avx2<Kernel>(arguments...);
#endif
  return Kernel::template run<16>(arguments...);
}

// Rows of a minibatch are scattered over the data set, which no hardware prefetcher foresees (measured: 10 % of a
// product, 20 % of a conversion).
template <class T>
DAWDLE_INLINE void prefetch(const T* row, std::size_t d) {
  for (std::size_t k = 0; k < d; k += 64 / sizeof(T)) __builtin_prefetch(row + k);
}

// Of 64 bytes of lanes from place `size` on, the last `size` are all ones and the others zero.
template <class T>
struct LaneMasks {
  static constexpr std::size_t count = 64 / sizeof(T);
  static constexpr std::array<BitsOf<T>, 2 * count> zeros_then_ones = [] {
    std::array<BitsOf<T>, 2 * count> out{};
    for (std::size_t l = count; l < 2 * count; ++l) out[l] = ~BitsOf<T>{0};
    return out;
  }();
};

// 64 bytes of numbers in registers of `Bytes` bytes.
template <class T, int Bytes>
struct Lanes {
  typedef T Register __attribute__((vector_size(Bytes)));
  typedef BitsOf<T> Bits __attribute__((vector_size(Bytes)));
  static constexpr std::size_t count = 64 / sizeof(T);
  static constexpr std::size_t width = Bytes / sizeof(T);
  static constexpr std::size_t registers = count / width;

  Register part[registers] = {};

  DAWDLE_INLINE void load(const T* from) {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) std::memcpy(&part[i], from + i * width, sizeof(Register));
  }
  // The first `size` < count numbers, and zeros.
  DAWDLE_INLINE void load_some(const T* from, std::size_t size) {
    T lane[count] = {};
    for (std::size_t l = 0; l < size; ++l) lane[l] = from[l];
    load(lane);
  }
  // The last `size` < count numbers of a row of at least `count` that ends at `end`; zeros stand in front of them.
  // Unlike load_some() it reads whole registers.
  DAWDLE_INLINE void load_last(const T* end, std::size_t size) {
    load(end - count);
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) {
      Bits mask, kept;
      std::memcpy(&mask, LaneMasks<T>::zeros_then_ones.data() + size + i * width, sizeof mask);
      std::memcpy(&kept, &part[i], sizeof kept);
      kept &= mask;
      std::memcpy(&part[i], &kept, sizeof kept);
    }
  }
  DAWDLE_INLINE void store(T* to) const {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) std::memcpy(to + i * width, &part[i], sizeof(Register));
  }
  DAWDLE_INLINE void add_product(const Lanes& a, const Lanes& b) {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) part[i] += a.part[i] * b.part[i];
  }
  DAWDLE_INLINE void add_product(T a, const Lanes& b) {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) part[i] += a * b.part[i];
  }
  DAWDLE_INLINE void subtract_product(T a, const Lanes& b) {
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < registers; ++i) part[i] -= a * b.part[i];
  }

  // The sum of the lanes as a binary tree: lane l takes lane l + half, for half = count/2, ..., 2, 1.
  DAWDLE_INLINE T total() const {
    Register sum[registers];
    for (std::size_t i = 0; i < registers; ++i) sum[i] = part[i];
    DAWDLE_UNROLL
    for (std::size_t half = registers / 2; half > 0; half /= 2)
      for (std::size_t i = 0; i < half; ++i) sum[i] += sum[i + half];
    return fold(sum[0], std::make_index_sequence<width / 2>());
  }

 private:
  template <class Vector, std::size_t... L>
  DAWDLE_INLINE static T fold(const Vector& v, std::index_sequence<L...>) {
    constexpr std::size_t half = sizeof...(L);
    if constexpr (half == 1)
      return v[0] + v[1];
    else
      return fold(__builtin_shufflevector(v, v, static_cast<int>(L)...) +
                      __builtin_shufflevector(v, v, static_cast<int>(L + half)...),
                  std::make_index_sequence<half / 2>());
  }
};

}  // namespace models
