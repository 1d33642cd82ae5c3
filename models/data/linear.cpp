#include "models/data/linear.hpp"

#include "models/memory.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

namespace models {
namespace {

template <class T>
void append(Dataset<T>& data, const std::vector<T>& row, bool sparse) {
  if (!sparse) {
    data.dense.insert(data.dense.end(), row.begin(), row.end());
    return;
  }
  SparseRows<T>& to = data.sparse;
  for (std::size_t j = 0; j < row.size(); ++j)
    if (row[j] != 0) {
      to.column.push_back(static_cast<std::uint32_t>(j));
      to.value.push_back(row[j]);
    }
  to.begin.push_back(to.column.size());
}

}  // namespace

std::vector<double> LinearData::weights() const {
  const auto d = static_cast<std::size_t>(features);
  std::vector<double> w(d, 1.0);
  if (true_weights == "alternating")
    for (std::size_t j = 0; j < d; ++j)
      w[j] = (j % 2 == 1 ? 1.0 : -1.0) * (0.5 + 0.5 * static_cast<double>(j + 1) / static_cast<double>(d));
  for (std::size_t j = 0; j < d; ++j)
    if (zero(j))
      w[j] = 0;
  return w;
}

double LinearData::feature(Stream& random) const {
  if (feature_law == "normal")
    return boost::random::normal_distribution<double>()(random);
  return boost::random::uniform_real_distribution<double>(-1.0, 1.0)(random);
}

// A stream a sample: asking for more samples leaves the first ones as they were. Features that are zero are drawn too,
// so that the others stay the same.
template <class T>
Split<T> LinearData::make(std::uint64_t seed) const {
  require_memory("the samples", static_cast<double>(samples), static_cast<double>(features), sizeof(T));
  const std::vector<double> w = weights();
  const auto n = static_cast<std::size_t>(samples);
  Split<T> split;
  Dataset<T>& data = split.train;
  data.n = n;
  data.d = w.size();
  data.dense.reserve(sparse ? 0 : n * data.d);
  data.target.reserve(n);
  std::vector<T> row(data.d);
  for (std::size_t i = 0; i < n; ++i) {
    Stream random = stream(seed, Purpose::data, i);
    double y = 0;
    for (std::size_t j = 0; j < data.d; ++j) {
      const double drawn = feature(random);
      const double x = zero(j) ? 0 : drawn;
      y += w[j] * x;
      row[j] = static_cast<T>(x);
    }
    append(data, row, sparse);
    data.target.push_back(static_cast<T>(y + noise * boost::random::normal_distribution<double>()(random)));
  }
  return split;
}

template Split<float> LinearData::make(std::uint64_t) const;
template Split<double> LinearData::make(std::uint64_t) const;

}  // namespace models
