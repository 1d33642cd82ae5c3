#include "models/data/blobs.hpp"

#include "models/data/shuffle.hpp"
#include "models/memory.hpp"
#include "models/random.hpp"

#include <boost/random/normal_distribution.hpp>

namespace models {
namespace {

// The `b` of the streams, beside 0 for the samples themselves.
enum : std::uint64_t { labels_stream = 1, centres_stream = 2 };

std::vector<double> normals(std::size_t n, Stream random) {
  boost::random::normal_distribution<double> normal;
  std::vector<double> out(n);
  for (double& x : out) x = normal(random);
  return out;
}

}  // namespace

template <class T>
Split<T> BlobsData::make(std::uint64_t seed) const {
  require_memory("the samples", static_cast<double>(samples), static_cast<double>(features), sizeof(T));
  require_memory("the centres", static_cast<double>(classes), static_cast<double>(features), sizeof(double));
  const auto n = static_cast<std::size_t>(samples);
  const auto d = static_cast<std::size_t>(features);
  Split<T> split;
  Dataset<T>& data = split.train;
  data.n = n;
  data.d = d;
  data.classes = static_cast<std::size_t>(classes);
  data.label = balanced_labels(n, data.classes, stream(seed, Purpose::data, 0, labels_stream));
  const std::vector<double> centres = normals(data.classes * d, stream(seed, Purpose::data, 0, centres_stream));
  data.dense.reserve(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    const std::vector<double> offset = normals(d, stream(seed, Purpose::data, i));
    const double* centre = centres.data() + static_cast<std::size_t>(data.label[i]) * d;
    for (std::size_t j = 0; j < d; ++j) data.dense.push_back(static_cast<T>(centre[j] + spread * offset[j]));
  }
  return split;
}

template Split<float> BlobsData::make(std::uint64_t) const;
template Split<double> BlobsData::make(std::uint64_t) const;

}  // namespace models
