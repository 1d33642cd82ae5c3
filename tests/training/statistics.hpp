// What statistics say about a simulated mean.
#pragma once

#include "tests/cluster/sampling.hpp"

namespace dawdle {

// "4 sigma": independent samples, their mean within 4 standard errors of the exact one, which are at most 0.5 % of it.
inline void check_4_sigma(const std::vector<double>& samples, double exact) {
  CAPTURE(exact);
  check_mean(samples, exact, 0.005 * std::abs(exact));
}

// Means of `batches` stretches of a series, which are long enough to be independent, without its first tenth.
inline std::vector<double> batch_means(const std::vector<double>& series, std::size_t batches) {
  const std::size_t skipped = series.size() / 10, length = (series.size() - skipped) / batches;
  std::vector<double> means;
  for (std::size_t b = 0; b < batches; ++b) {
    const auto begin = series.begin() + static_cast<std::ptrdiff_t>(skipped + b * length);
    means.push_back(mean_of({begin, begin + static_cast<std::ptrdiff_t>(length)}));
  }
  return means;
}

}  // namespace dawdle
