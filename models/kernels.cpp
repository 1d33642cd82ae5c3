#include "models/kernels.hpp"

#include "models/portable_math.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

namespace models {
namespace {

// Outputs computed together, so that each load of a row serves all of them. Five sums of 64 bytes fit the
// registers of AVX2.
constexpr std::size_t tile = 5;

// Calls Tile<tile> and then Tile<1> over outputs 0 .. outputs-1.
template <class Tile, int Bytes, class... Arguments>
DAWDLE_INLINE void for_each_tile(std::size_t outputs, Arguments... arguments) {
  std::size_t c = 0;
  for (; c + tile <= outputs; c += tile) Tile::template at<Bytes, tile>(c, arguments...);
  for (; c < outputs; ++c) Tile::template at<Bytes, 1>(c, arguments...);
}

// The sum of the lanes, as a binary tree, after a last partial step of `tail` products.
template <class T, int Bytes>
DAWDLE_INLINE T total(const Lanes<T, Bytes>& sum, const T* a, const T* b, std::size_t tail) {
  T lane[Lanes<T, Bytes>::count];
  sum.store(lane);
  for (std::size_t l = 0; l < tail; ++l) lane[l] += a[l] * b[l];
  for (std::size_t half = Lanes<T, Bytes>::count / 2; half > 0; half /= 2)
    for (std::size_t l = 0; l < half; ++l) lane[l] += lane[l + half];
  return lane[0];
}

// Rows of a minibatch are scattered over the data set, which no hardware prefetcher foresees (measured: 10 %).
template <class T>
DAWDLE_INLINE void prefetch(const T* row, std::size_t d) {
  for (std::size_t k = 0; k < d; k += 64 / sizeof(T)) __builtin_prefetch(row + k);
}

struct DotProducts {
  // out[c + i] = x . w[c + i] for i < C; out is one row of outputs.
  template <int Bytes, std::size_t C, class T>
  DAWDLE_INLINE static void at(std::size_t c, const T* x, std::size_t d, const T* w, T* out) {
    using Pack = Lanes<T, Bytes>;
    const T* first = w + c * d;
    Pack sum[C], x_k, w_k;
    std::size_t k = 0;
    for (; k + Pack::count <= d; k += Pack::count) {
      x_k.load(x + k);
      DAWDLE_UNROLL
      for (std::size_t i = 0; i < C; ++i) {
        w_k.load(first + i * d + k);
        sum[i].add_product(x_k, w_k);
      }
    }
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) out[c + i] = total(sum[i], x + k, first + i * d + k, d - k);
  }

  template <int Bytes, class T>
  DAWDLE_INLINE static void run(GatheredRows<T> x, std::span<const T> w, T* out, std::size_t outputs) {
    for (std::size_t b = 0; b < x.row.size(); ++b) {
      if (b + 1 < x.row.size())
        prefetch(x.row[b + 1], x.d);
      for_each_tile<DotProducts, Bytes>(outputs, x.row[b], x.d, w.data(), out + b * outputs);
    }
  }
};

struct OuterProducts {
  // Lanes k .. of rows c .. c + C of out, kept in registers over the whole batch.
  template <int Bytes, std::size_t C, class T>
  DAWDLE_INLINE static void at(std::size_t c, std::size_t k, const T* r, std::size_t outputs, GatheredRows<T> x,
                               T* out) {
    T* first = out + c * x.d + k;
    Lanes<T, Bytes> sum[C], x_k;
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) sum[i].load(first + i * x.d);
    for (std::size_t b = 0; b < x.row.size(); ++b) {
      x_k.load(x.row[b] + k);
      DAWDLE_UNROLL
      for (std::size_t i = 0; i < C; ++i) sum[i].add_product(r[b * outputs + c + i], x_k);
    }
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) sum[i].store(first + i * x.d);
  }

  template <int Bytes, class T>
  DAWDLE_INLINE static void run(const T* r, std::size_t outputs, GatheredRows<T> x, T* out) {
    constexpr std::size_t count = Lanes<T, Bytes>::count;
    std::size_t k = 0;
    for (; k + count <= x.d; k += count) for_each_tile<OuterProducts, Bytes>(outputs, k, r, outputs, x, out);
    for (; k < x.d; ++k)
      for (std::size_t c = 0; c < outputs; ++c)
        for (std::size_t b = 0; b < x.row.size(); ++b) out[c * x.d + k] += r[b * outputs + c] * x.row[b][k];
  }
};

struct Exponentials {
  template <int, class T>
  DAWDLE_INLINE static void run(T* x, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) x[i] = portable::exp(x[i]);
  }
};

// Collects, without branches, whether any number seen was inf or NaN: all ones in the exponent, plus one at its low
// end, carries into the sign bit.
template <class T>
struct FiniteCheck {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static constexpr Bits exponent = std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
  static constexpr Bits one = std::bit_cast<Bits>(std::numeric_limits<T>::min());
  static constexpr Bits sign = Bits{1} << (8 * sizeof(T) - 1);

  DAWDLE_INLINE static Bits test(T value) { return (std::bit_cast<Bits>(value) & exponent) + one; }
};

struct PlainStep {
  template <int, class T>
  DAWDLE_INLINE static bool run(T rate, T decay, const T* x, const T* gradient, T* out, std::size_t size) {
    using Check = FiniteCheck<T>;
    typename Check::Bits seen = 0;
    DAWDLE_INDEPENDENT_ITERATIONS
    for (std::size_t i = 0; i < size; ++i) {
      const T next = x[i] - rate * (gradient[i] + decay * x[i]);
      seen |= Check::test(next);
      out[i] = next;
    }
    return (seen & Check::sign) == 0;
  }
};

struct MomentumStep {
  // direction = of_gradient * g + of_velocity * v: (0, 1) is heavy ball, (1, momentum) is Nesterov.
  template <int, class T>
  DAWDLE_INLINE static bool run(T rate, T decay, T momentum, T of_gradient, T of_velocity, const T* x,
                                const T* gradient, T* velocity, T* out, std::size_t size) {
    using Check = FiniteCheck<T>;
    typename Check::Bits seen = 0;
    DAWDLE_INDEPENDENT_ITERATIONS
    for (std::size_t i = 0; i < size; ++i) {
      const T g = gradient[i] + decay * x[i];
      const T v = momentum * velocity[i] + g;
      const T next = x[i] - rate * (of_gradient * g + of_velocity * v);
      seen |= Check::test(next);
      velocity[i] = v;
      out[i] = next;
    }
    return (seen & Check::sign) == 0;
  }
};

}  // namespace

template <class T>
void multiply(GatheredRows<T> x, std::span<const T> w, std::span<T> out, InstructionSet set) {
  if (!x.row.empty())
    dispatch<DotProducts>(set, x, w, out.data(), out.size() / x.row.size());
}

template <class T>
void add_outer_products(std::span<const T> r, GatheredRows<T> x, std::span<T> out, InstructionSet set) {
  if (!x.row.empty())
    dispatch<OuterProducts>(set, r.data(), r.size() / x.row.size(), x, out.data());
}

template <class T>
void multiply(const SparseRows<T>& x, std::span<const std::uint32_t> rows, std::size_t d, std::span<const T> w,
              std::span<T> out) {
  const std::size_t outputs = rows.empty() ? 0 : out.size() / rows.size();
  for (std::size_t b = 0; b < rows.size(); ++b)
    for (std::size_t c = 0; c < outputs; ++c) {
      T sum = 0;
      for (std::size_t j = x.begin[rows[b]]; j < x.begin[rows[b] + 1]; ++j) sum += x.value[j] * w[c * d + x.column[j]];
      out[b * outputs + c] = sum;
    }
}

template <class T>
void add_outer_products(std::span<const T> r, const SparseRows<T>& x, std::span<const std::uint32_t> rows,
                        std::size_t d, std::span<T> out) {
  const std::size_t outputs = rows.empty() ? 0 : r.size() / rows.size();
  for (std::size_t b = 0; b < rows.size(); ++b)
    for (std::size_t c = 0; c < outputs; ++c)
      for (std::size_t j = x.begin[rows[b]]; j < x.begin[rows[b] + 1]; ++j)
        out[c * d + x.column[j]] += r[b * outputs + c] * x.value[j];
}

template <class T>
void exponentiate(std::span<T> x, InstructionSet set) {
  dispatch<Exponentials>(set, x.data(), x.size());
}

template <class T>
bool sgd_step(const SgdFactors& factors, std::span<const T> x, std::span<const T> gradient, std::span<T> velocity,
              std::span<T> out, InstructionSet set) {
  const T rate = static_cast<T>(factors.learning_rate);
  const T decay = static_cast<T>(factors.weight_decay);
  const T momentum = static_cast<T>(factors.momentum);
  if (velocity.empty())
    return dispatch<PlainStep>(set, rate, decay, x.data(), gradient.data(), out.data(), out.size());
  const T of_gradient = factors.nesterov ? T{1} : T{0};
  const T of_velocity = factors.nesterov ? momentum : T{1};
  return dispatch<MomentumStep>(set, rate, decay, momentum, of_gradient, of_velocity, x.data(), gradient.data(),
                                velocity.data(), out.data(), out.size());
}

#define DAWDLE_INSTANTIATE(T)                                                                                   \
  template void multiply(GatheredRows<T>, std::span<const T>, std::span<T>, InstructionSet);                    \
  template void add_outer_products(std::span<const T>, GatheredRows<T>, std::span<T>, InstructionSet);          \
  template void multiply(const SparseRows<T>&, std::span<const std::uint32_t>, std::size_t, std::span<const T>, \
                         std::span<T>);                                                                         \
  template void add_outer_products(std::span<const T>, const SparseRows<T>&, std::span<const std::uint32_t>,    \
                                   std::size_t, std::span<T>);                                                  \
  template void exponentiate(std::span<T>, InstructionSet);                                                     \
  template bool sgd_step(const SgdFactors&, std::span<const T>, std::span<const T>, std::span<T>, std::span<T>, \
                         InstructionSet);
DAWDLE_INSTANTIATE(float)
DAWDLE_INSTANTIATE(double)

}  // namespace models
