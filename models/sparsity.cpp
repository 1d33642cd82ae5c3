#include "models/sparsity.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace models {
namespace {

// Lists of numbers one after another; list i is item[begin[i] .. begin[i+1]).
struct Lists {
  std::vector<std::size_t> begin{0};
  std::vector<std::uint32_t> item;

  std::size_t size() const { return begin.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t i) const {
    return {item.data() + begin[i], begin[i + 1] - begin[i]};
  }
};

template <class T>
Lists features_of_samples(const Dataset<T>& data) {
  if (data.is_sparse())
    return {data.sparse.begin, data.sparse.column};
  Lists out;
  for (std::size_t i = 0; i < data.n; ++i) {
    for (std::size_t j = 0; j < data.d; ++j)
      if (data.feature(i, j) != 0)
        out.item.push_back(static_cast<std::uint32_t>(j));
    out.begin.push_back(out.item.size());
  }
  return out;
}

// Who has feature j, for j below d: counted first, then filled in.
Lists samples_of_features(const Lists& features, std::size_t d) {
  Lists out;
  out.begin.assign(d + 1, 0);
  for (std::uint32_t j : features.item) ++out.begin[j + 1];
  for (std::size_t j = 0; j < d; ++j) out.begin[j + 1] += out.begin[j];
  out.item.resize(features.item.size());
  std::vector<std::size_t> next(out.begin.begin(), out.begin.end() - 1);
  for (std::size_t i = 0; i < features.size(); ++i)
    for (std::uint32_t j : features[i]) out.item[next[j]++] = static_cast<std::uint32_t>(i);
  return out;
}

std::size_t longest(const Lists& lists) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < lists.size(); ++i) out = std::max(out, lists[i].size());
  return out;
}

// The largest number of samples that one sample shares a feature with, itself included.
std::optional<std::size_t> most_neighbours(const Lists& features, const Lists& samples, std::size_t most_pairs) {
  const std::size_t n = features.size();
  std::vector<std::size_t> seen_by(n, n);  // the last sample that met this one; n: none yet
  std::size_t most = 0, pairs = 0;
  for (std::size_t i = 0; i < n && most < n; ++i) {
    std::size_t neighbours = 0;
    for (std::uint32_t j : features[i]) {
      pairs += samples[j].size();
      if (pairs > most_pairs)
        return std::nullopt;
      for (std::uint32_t other : samples[j])
        if (seen_by[other] != i) {
          seen_by[other] = i;
          ++neighbours;
        }
      if (neighbours == n)
        break;
    }
    most = std::max(most, neighbours);
  }
  return most;
}

}  // namespace

template <class T>
Sparsity sparsity(const Dataset<T>& data, std::size_t most_pairs) {
  if (data.n == 0)
    return {.rho = 0.0};
  const auto n = static_cast<double>(data.n);
  const Lists features = features_of_samples(data);
  const Lists samples = samples_of_features(features, data.d);
  Sparsity out{.omega = longest(features), .delta = static_cast<double>(longest(samples)) / n, .rho = {}};
  if (const auto most = most_neighbours(features, samples, most_pairs))
    out.rho = static_cast<double>(*most) / n;
  return out;
}

template Sparsity sparsity(const Dataset<float>&, std::size_t);
template Sparsity sparsity(const Dataset<double>&, std::size_t);

}  // namespace models
