// Losses of a prediction z, and their derivatives; shared by linear models and networks. There is at least one row.
#pragma once

#include "models/dataset.hpp"

#include <cstdint>
#include <span>

namespace models {

// z is (rows, classes): replaces it by softmax(z) - onehot(label), and returns the sum of -log softmax(z)_label over
// `rows` of `data`. Logits of any size give finite numbers.
template <class T>
double differentiate_cross_entropy(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<T> z);

// How many of `rows` have their largest z at their label; of equal z the lowest class counts.
template <class T>
std::size_t count_correct(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<const T> z);

// z is (rows): replaces it by the residual z - target, and returns the sum of its squares.
template <class T>
double differentiate_squares(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<T> z);

}  // namespace models
