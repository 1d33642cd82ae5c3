#include "models/objectives/rotation.hpp"

#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <numeric>
#include <span>

namespace models {
namespace {

using Row = std::span<double>;

double dot(Row a, Row b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

void subtract_projection(Row from, Row onto) {
  const double part = dot(from, onto);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= part * onto[i];
}

}  // namespace

std::vector<double> random_rotation(std::size_t n, Stream random) {
  std::vector<double> q(n * n);
  boost::random::normal_distribution<double> normal;
  for (double& v : q) v = normal(random);
  const auto row = [&q, n](std::size_t k) { return Row(q).subspan(k * n, n); };
  for (std::size_t k = 0; k < n; ++k) {
    // Gram-Schmidt leaves rounding errors along the earlier rows; a second pass removes them.
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t earlier = 0; earlier < k; ++earlier) subtract_projection(row(k), row(earlier));
    const double length = std::sqrt(dot(row(k), row(k)));
    for (double& v : row(k)) v /= length;
  }
  return q;
}

}  // namespace models
