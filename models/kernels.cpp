#include "models/kernels.hpp"

#include "models/finite.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace models {
namespace {

// Outputs computed together, so that each load of a row serves all of them. Five sums of 64 bytes fit the
// registers of AVX2.
constexpr std::size_t tile = 5;

struct DotProducts {
  // Rows and outputs computed together: as many sums of 64 bytes as there are registers for.
  template <int Bytes>
  static constexpr std::size_t row_tile = Bytes == 64   ? 4
                                          : Bytes == 32 ? 2
                                                        : 1;
  template <int Bytes>
  static constexpr std::size_t output_tile = Bytes == 64 ? 5 : 3;

  // out[b][c + i] = x[b] . w[c + i] for b < R, i < C.
  template <int Bytes, std::size_t R, std::size_t C, class T>
  DAWDLE_INLINE static void at(const T* const* x, std::size_t d, const T* w, T* out, std::size_t outputs) {
    using Pack = Lanes<T, Bytes>;
    Pack sum[R][C], x_k[R], w_k;
    const auto add_products = [&](auto load) __attribute__((always_inline)) {
      DAWDLE_UNROLL
      for (std::size_t b = 0; b < R; ++b) load(x_k[b], x[b]);
      DAWDLE_UNROLL
      for (std::size_t i = 0; i < C; ++i) {
        load(w_k, w + i * d);
        DAWDLE_UNROLL
        for (std::size_t b = 0; b < R; ++b) sum[b][i].add_product(x_k[b], w_k);
      }
    };
    std::size_t k = 0;
    for (; k + Pack::count <= d; k += Pack::count)
      add_products([k](Pack & pack, const T* row) __attribute__((always_inline)) { pack.load(row + k); });
    if (k < d && k > 0)
      add_products([ k, d ](Pack & pack, const T* row)
                       __attribute__((always_inline)) { pack.load_last(row + d, d - k); });
    else if (k < d)
      add_products([d](Pack & pack, const T* row) __attribute__((always_inline)) { pack.load_some(row, d); });
    DAWDLE_UNROLL
    for (std::size_t b = 0; b < R; ++b) DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) out[b * outputs + i] = sum[b][i].total();
  }

  template <int Bytes, std::size_t R, class T>
  DAWDLE_INLINE static void rows(const T* const* x, std::size_t d, const T* w, T* out, std::size_t outputs) {
    constexpr std::size_t C = output_tile<Bytes>;
    std::size_t c = 0;
    for (; c + C <= outputs; c += C) at<Bytes, R, C>(x, d, w + c * d, out + c, outputs);
    for (; c < outputs; ++c) at<Bytes, R, 1>(x, d, w + c * d, out + c, outputs);
  }

  template <int Bytes, class T>
  DAWDLE_INLINE static void run(GatheredRows<T> x, std::span<const T> w, T* out, std::size_t outputs) {
    constexpr std::size_t R = row_tile<Bytes>;
    const std::size_t count = x.row.size();
    std::size_t b = 0;
    for (; b + R <= count; b += R) {
      for (std::size_t next = b + R; next < std::min(b + 2 * R, count); ++next) prefetch(x.row[next], x.d);
      rows<Bytes, R>(x.row.data() + b, x.d, w.data(), out + b * outputs, outputs);
    }
    if constexpr (R > 1)
      for (; b < count; ++b) rows<Bytes, 1>(x.row.data() + b, x.d, w.data(), out + b * outputs, outputs);
  }
};

// Where rows of numbers are: anywhere, or one after the other.
template <class T>
struct ScatteredRows {
  const T* const* row;
  DAWDLE_INLINE const T* operator[](std::size_t b) const { return row[b]; }
};
template <class T>
struct AdjacentRows {
  const T* first;
  std::size_t d;
  DAWDLE_INLINE const T* operator[](std::size_t b) const { return first + b * d; }
};

// out[c][k] += sum over b < count of factor(b, c) x[b][k], where factor(b, c) = r[b * stride_b + c * stride_c].
template <class T, class RowsOf>
struct WeightedRows {
  const T* r;
  std::size_t stride_b, stride_c;
  RowsOf x;
  std::size_t count, d;
};

// Where packs of numbers begin in a row, ascending. The last may overlap the one before it.
template <std::size_t N>
using Places = std::array<std::size_t, N>;

// sum[i][j], of output c + i and the lanes from at[j] on: + sum over b of factor(b, c + i) x[b], kept in registers over
// the whole batch.
template <int Bytes, std::size_t C, std::size_t N, class T, class RowsOf>
DAWDLE_INLINE void add_weighted_rows(std::size_t c, const Places<N>& at, const WeightedRows<T, RowsOf>& in,
                                     Lanes<T, Bytes> (&sum)[C][N]) {
  const T* factor = in.r + c * in.stride_c;
  Lanes<T, Bytes> x_k;
  for (std::size_t b = 0; b < in.count; ++b, factor += in.stride_b) {
    DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) {
      x_k.load(in.x[b] + at[j]);
      DAWDLE_UNROLL
      for (std::size_t i = 0; i < C; ++i) sum[i][j].add_product(factor[i * in.stride_c], x_k);
    }
  }
}
// The same for one number, from `sum` on.
template <class T, class RowsOf>
DAWDLE_INLINE T plus_weighted_rows(T sum, std::size_t c, std::size_t k, const WeightedRows<T, RowsOf>& in) {
  for (std::size_t b = 0; b < in.count; ++b) sum += in.r[b * in.stride_b + c * in.stride_c] * in.x[b][k];
  return sum;
}

// Kernel::at<Bytes, C>(c, places, in, ...) for outputs begin .. end-1, C at a time, over rows of at least one pack:
// N packs at a time. What is left at the end of a row is the row's last pack, which overlaps the one before it. Both
// are then of one call, which loads before it stores, so that each finds what the other found.
template <class Kernel, int Bytes, std::size_t C, class T, class RowsOf>
struct Blocks {
  static constexpr std::size_t count = Lanes<T, Bytes>::count;
  std::size_t begin, end;
  const WeightedRows<T, RowsOf>& in;

  template <std::size_t N, class... Arguments>
  DAWDLE_INLINE void by(Arguments... arguments) const {
    std::size_t k = 0;
    for (; in.d >= k + (N + 1) * count || in.d == k + N * count; k += N * count) at<N>(k, arguments...);
    if (k < in.d)
      last<N + 1>(k, arguments...);
  }

 private:
  template <std::size_t N, class... Arguments>
  DAWDLE_INLINE void last(std::size_t k, Arguments... arguments) const {
    if (in.d > k + (N - 1) * count)
      at<N>(k, arguments...);
    else if constexpr (N > 1)
      last<N - 1>(k, arguments...);
  }
  template <std::size_t N, class... Arguments>
  DAWDLE_INLINE void at(std::size_t k, Arguments... arguments) const {
    Places<N> places;
    for (std::size_t j = 0; j < N; ++j) places[j] = std::min(k + j * count, in.d - count);
    for (std::size_t c = begin; c < end; c += C) Kernel::template at<Bytes, C>(c, places, in, arguments...);
  }
};

// All outputs, `tile` at a time, and as many packs as there are registers for: each number that is loaded serves
// several sums. One sum alone would wait for itself; one output's packs side by side do not.
template <class Kernel, int Bytes, class T, class RowsOf, class... Arguments>
DAWDLE_INLINE void for_each_block(std::size_t outputs, const WeightedRows<T, RowsOf>& in, Arguments... arguments) {
  const std::size_t tiled = outputs - outputs % tile;
  if (tiled > 0)
    Blocks<Kernel, Bytes, tile, T, RowsOf>{0, tiled, in}.template by<Bytes == 64 ? 4 : 1>(arguments...);
  if (tiled < outputs)
    Blocks<Kernel, Bytes, 1, T, RowsOf>{tiled, outputs, in}.template by<4>(arguments...);
}

struct OuterProducts {
  template <int Bytes, std::size_t C, std::size_t N, class T, class RowsOf>
  DAWDLE_INLINE static void at(std::size_t c, const Places<N>& places, const WeightedRows<T, RowsOf>& in, T* out) {
    Lanes<T, Bytes> sum[C][N];
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) sum[i][j].load(out + (c + i) * in.d + places[j]);
    add_weighted_rows(c, places, in, sum);
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) sum[i][j].store(out + (c + i) * in.d + places[j]);
  }

  template <int Bytes, class T, class RowsOf>
  DAWDLE_INLINE static void run(WeightedRows<T, RowsOf> in, std::size_t outputs, T* out) {
    if (in.d >= Lanes<T, Bytes>::count)
      return for_each_block<OuterProducts, Bytes>(outputs, in, out);
    for (std::size_t k = 0; k < in.d; ++k)
      for (std::size_t c = 0; c < outputs; ++c) out[c * in.d + k] = plus_weighted_rows(out[c * in.d + k], c, k, in);
  }
};

struct StepAlongOuterProducts {
  template <class T, int Bytes>
  struct Step {
    T rate;
    const T* from;
    T* out;
    FiniteLanes<T, Bytes>* seen;
  };

  template <int Bytes, std::size_t C, std::size_t N, class T>
  DAWDLE_INLINE static void at(std::size_t c, const Places<N>& places, const WeightedRows<T, ScatteredRows<T>>& in,
                               Step<T, Bytes> step) {
    Lanes<T, Bytes> sum[C][N], next[C][N];
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) {
      __builtin_prefetch(step.from + (c + i) * in.d + places[j]);
      __builtin_prefetch(step.out + (c + i) * in.d + places[j], 1);
    }
    add_weighted_rows(c, places, in, sum);
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) {
      next[i][j].load(step.from + (c + i) * in.d + places[j]);
      next[i][j].subtract_product(step.rate, sum[i][j]);
      step.seen->add(next[i][j]);
    }
    DAWDLE_UNROLL
    for (std::size_t i = 0; i < C; ++i) DAWDLE_UNROLL
    for (std::size_t j = 0; j < N; ++j) next[i][j].store(step.out + (c + i) * in.d + places[j]);
  }

  template <int Bytes, class T>
  DAWDLE_INLINE static bool run(WeightedRows<T, ScatteredRows<T>> in, std::size_t outputs, T rate, const T* from,
                                T* out) {
    if (in.d >= Lanes<T, Bytes>::count) {
      FiniteLanes<T, Bytes> seen;
      for_each_block<StepAlongOuterProducts, Bytes>(outputs, in, Step<T, Bytes>{rate, from, out, &seen});
      return seen.all();
    }
    typename FiniteCheck<T>::Bits seen = 0;
    for (std::size_t k = 0; k < in.d; ++k)
      for (std::size_t c = 0; c < outputs; ++c) {
        const T next = from[c * in.d + k] - rate * plus_weighted_rows(T{0}, c, k, in);
        seen |= FiniteCheck<T>::test(next);
        out[c * in.d + k] = next;
      }
    return (seen & FiniteCheck<T>::sign) == 0;
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
  if (x.row.empty())
    return;
  const std::size_t outputs = r.size() / x.row.size();
  const WeightedRows<T, ScatteredRows<T>> in{r.data(), outputs, 1, {x.row.data()}, x.row.size(), x.d};
  dispatch<OuterProducts>(set, in, outputs, out.data());
}

template <class T>
bool step_along_outer_products(double rate, std::span<const T> r, GatheredRows<T> x, std::span<const T> from,
                               std::span<T> out, InstructionSet set) {
  const std::size_t outputs = r.size() / x.row.size();
  const WeightedRows<T, ScatteredRows<T>> in{r.data(), outputs, 1, {x.row.data()}, x.row.size(), x.d};
  return dispatch<StepAlongOuterProducts>(set, in, outputs, static_cast<T>(rate), from.data(), out.data());
}

template <class T>
void add_products(std::span<const T> r, std::span<const T> w, std::size_t outputs, std::span<T> out,
                  InstructionSet set) {
  const std::size_t d = w.size() / outputs;
  const WeightedRows<T, AdjacentRows<T>> in{r.data(), 1, outputs, {w.data(), d}, outputs, d};
  dispatch<OuterProducts>(set, in, r.size() / outputs, out.data());
}

template <class T>
T squared_norm(std::span<const T> x) {
  const T* const row = x.data();
  T square = 0;
  multiply<T>({{&row, 1}, x.size()}, x, {&square, 1});
  return square;
}

template <class T>
void add_to_rows(std::span<const T> v, std::span<T> out) {
  for (std::size_t begin = 0; begin < out.size(); begin += v.size())
    for (std::size_t i = 0; i < v.size(); ++i) out[begin + i] += v[i];
}

template <class T>
void add_rows(std::span<const T> x, std::span<T> v) {
  for (std::size_t begin = 0; begin < x.size(); begin += v.size())
    for (std::size_t i = 0; i < v.size(); ++i) v[i] += x[begin + i];
}

template <class T>
bool step_along_rows(double rate, std::span<const T> x, std::span<const T> from, std::span<T> out) {
  const T factor = static_cast<T>(rate);
  bool finite = true;
  for (std::size_t i = 0; i < from.size(); ++i) {
    T sum = 0;
    for (std::size_t at = i; at < x.size(); at += from.size()) sum += x[at];
    out[i] = from[i] - factor * sum;
    finite = finite && std::isfinite(out[i]);
  }
  return finite;
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

#define DAWDLE_INSTANTIATE(T)                                                                                    \
  template void multiply(GatheredRows<T>, std::span<const T>, std::span<T>, InstructionSet);                     \
  template void add_outer_products(std::span<const T>, GatheredRows<T>, std::span<T>, InstructionSet);           \
  template bool step_along_outer_products(double, std::span<const T>, GatheredRows<T>, std::span<const T>,       \
                                          std::span<T>, InstructionSet);                                         \
  template void add_products(std::span<const T>, std::span<const T>, std::size_t, std::span<T>, InstructionSet); \
  template T squared_norm(std::span<const T>);                                                                   \
  template void add_to_rows(std::span<const T>, std::span<T>);                                                   \
  template void add_rows(std::span<const T>, std::span<T>);                                                      \
  template bool step_along_rows(double, std::span<const T>, std::span<const T>, std::span<T>);                   \
  template void multiply(const SparseRows<T>&, std::span<const std::uint32_t>, std::size_t, std::span<const T>,  \
                         std::span<T>);                                                                          \
  template void add_outer_products(std::span<const T>, const SparseRows<T>&, std::span<const std::uint32_t>,     \
                                   std::size_t, std::span<T>);
DAWDLE_INSTANTIATE(float)
DAWDLE_INSTANTIATE(double)
#undef DAWDLE_INSTANTIATE

}  // namespace models
