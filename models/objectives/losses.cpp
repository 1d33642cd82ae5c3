#include "models/objectives/losses.hpp"

#include "models/kernels.hpp"
#include "models/portable_math.hpp"

#include <algorithm>
#include <numeric>

namespace models {
namespace {

template <class T>
std::size_t label(const Dataset<T>& data, std::size_t row) {
  return static_cast<std::size_t>(data.label[row]);
}

}  // namespace

// Three passes, so that the exponentials of all rows are one vectorized loop.
template <class T>
double differentiate_cross_entropy(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<T> z) {
  const std::size_t classes = z.size() / rows.size();
  double loss = 0;
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const std::span<T> row = z.subspan(b * classes, classes);
    const T largest = *std::max_element(row.begin(), row.end());  // exp of the rest cannot overflow
    for (T& logit : row) logit -= largest;
    loss -= static_cast<double>(row[label(data, rows[b])]);
  }
  exponentiate(z);
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const std::span<T> row = z.subspan(b * classes, classes);
    const T total = std::accumulate(row.begin(), row.end(), T{0});
    loss += portable_log(static_cast<double>(total));
    for (T& p : row) p /= total;
    row[label(data, rows[b])] -= 1;
  }
  return loss;
}

template <class T>
std::size_t count_correct(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<const T> z) {
  const std::size_t classes = z.size() / rows.size();
  std::size_t correct = 0;
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const std::span<const T> row = z.subspan(b * classes, classes);
    const auto best = std::max_element(row.begin(), row.end()) - row.begin();
    correct += static_cast<std::size_t>(best) == label(data, rows[b]);
  }
  return correct;
}

template <class T>
double differentiate_squares(const Dataset<T>& data, std::span<const std::uint32_t> rows, std::span<T> z) {
  double sum = 0;
  for (std::size_t b = 0; b < rows.size(); ++b) {
    z[b] -= data.target[rows[b]];
    sum += static_cast<double>(z[b]) * static_cast<double>(z[b]);
  }
  return sum;
}

#define DAWDLE_INSTANTIATE(T)                                                                                   \
  template double differentiate_cross_entropy(const Dataset<T>&, std::span<const std::uint32_t>, std::span<T>); \
  template std::size_t count_correct(const Dataset<T>&, std::span<const std::uint32_t>, std::span<const T>);    \
  template double differentiate_squares(const Dataset<T>&, std::span<const std::uint32_t>, std::span<T>);
DAWDLE_INSTANTIATE(float)
DAWDLE_INSTANTIATE(double)
#undef DAWDLE_INSTANTIATE

}  // namespace models
