#include "models/data/linear.hpp"

#include "models/memory.hpp"
#include "models/random.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

namespace models {

std::vector<double> LinearData::weights() const {
  const auto d = static_cast<std::size_t>(features);
  std::vector<double> w(d);
  for (std::size_t j = 0; j < d; ++j)
    w[j] = (j % 2 == 1 ? 1.0 : -1.0) * (0.5 + 0.5 * static_cast<double>(j + 1) / static_cast<double>(d));
  return w;
}

// A stream a sample: asking for more samples leaves the first ones as they were.
template <class T>
Split<T> LinearData::make(std::uint64_t seed) const {
  require_memory("the samples", static_cast<double>(samples), static_cast<double>(features), sizeof(T));
  const std::vector<double> w = weights();
  const auto n = static_cast<std::size_t>(samples);
  Split<T> split;
  Dataset<T>& data = split.train;
  data.n = n;
  data.d = w.size();
  data.dense.reserve(n * data.d);
  data.target.reserve(n);
  const boost::random::uniform_real_distribution<double> feature(-1.0, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    Stream random = stream(seed, Purpose::data, i);
    double y = 0;
    for (double w_j : w) {
      const double x = feature(random);
      y += w_j * x;
      data.dense.push_back(static_cast<T>(x));
    }
    data.target.push_back(static_cast<T>(y + noise * boost::random::normal_distribution<double>()(random)));
  }
  return split;
}

template Split<float> LinearData::make(std::uint64_t) const;
template Split<double> LinearData::make(std::uint64_t) const;

}  // namespace models
