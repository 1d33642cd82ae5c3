// The inner loops: matrix products over gathered rows, exponentials, the SGD update.
//
// Every sum has one order, on every processor and for every number of rows and outputs (see simd.hpp), so a product is
// the same bytes whether a row is computed alone or in a batch. Rows are read in place through pointers: a minibatch is
// never copied. All are defined for float and double. `set` is for tests; the default is the best available.
#pragma once

#include "models/dataset.hpp"
#include "models/simd.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace models {

// B rows of d numbers each, anywhere in memory.
template <class T>
struct GatheredRows {
  std::span<const T* const> row;  // (B)
  std::size_t d = 0;
};

// out[b][c] = sum over k of x[b][k] w[c][k]; x is (B, d), w is (C, d), out is (B, C). 64 bytes' worth of partial sums,
// each over ascending k, then added up as a binary tree: number k goes to lane k modulo their count, but what is left
// at the end of a row of at least that many goes to the last lanes.
template <class T>
void multiply(GatheredRows<T> x, std::span<const T> w, std::span<T> out, InstructionSet set = best_instruction_set());

// out[c][k] += sum over b of r[b][c] x[b][k], b ascending; r is (B, C), out is (C, d).
template <class T>
void add_outer_products(std::span<const T> r, GatheredRows<T> x, std::span<T> out,
                        InstructionSet set = best_instruction_set());

// out[c][k] = from[c][k] - rate * sum over b of r[b][c] x[b][k]: a step of plain SGD along a gradient that is nowhere
// written down, with the numbers of add_outer_products() into zeros and sgd_step(), bit for bit. `out` may be `from`
// itself. Returns whether every number in `out` is finite. B >= 1.
template <class T>
bool step_along_outer_products(double rate, std::span<const T> r, GatheredRows<T> x, std::span<const T> from,
                               std::span<T> out, InstructionSet set = best_instruction_set());

// out[b][k] += sum over c of r[b][c] w[c][k], c ascending; r is (B, C), w is (C, d), out is (B, d).
template <class T>
void add_products(std::span<const T> r, std::span<const T> w, std::size_t outputs, std::span<T> out,
                  InstructionSet set = best_instruction_set());

// The sum of the squares of x, by multiply(): one sum in order, which nothing can vectorize, takes many times as long.
template <class T>
T squared_norm(std::span<const T> x);

// out[b] += v and v += sum over b of x[b], b ascending, for every row of v.size() numbers.
template <class T>
void add_to_rows(std::span<const T> v, std::span<T> out);
template <class T>
void add_rows(std::span<const T> x, std::span<T> v);

// out[i] = from[i] - rate * sum over b of x[b][i], for rows of from.size() numbers: as add_rows() into zeros and
// sgd_step(). Returns whether every number in `out` is finite.
template <class T>
bool step_along_rows(double rate, std::span<const T> x, std::span<const T> from, std::span<T> out);

// multiply and add_outer_products for the sparse rows x[rows[b]]; each sum over ascending columns.
template <class T>
void multiply(const SparseRows<T>& x, std::span<const std::uint32_t> rows, std::size_t d, std::span<const T> w,
              std::span<T> out);
template <class T>
void add_outer_products(std::span<const T> r, const SparseRows<T>& x, std::span<const std::uint32_t> rows,
                        std::size_t d, std::span<T> out);

// x[i] = exp(x[i]).
template <class T>
void exponentiate(std::span<T> x, InstructionSet set = best_instruction_set());

// Factors of one SGD step, see models/optimizers/sgd.hpp.
struct SgdFactors {
  double learning_rate = 0;
  double weight_decay = 0;
  double momentum = 0;
  bool nesterov = false;
};

// One pass over memory: out = x - learning rate * direction(x, gradient, velocity), all (P). The velocity is updated;
// it may be empty when momentum is 0. `out` may be x itself. Returns whether every number in `out` is finite.
template <class T>
bool sgd_step(const SgdFactors& factors, std::span<const T> x, std::span<const T> gradient, std::span<T> velocity,
              std::span<T> out, InstructionSet set = best_instruction_set());

}  // namespace models
