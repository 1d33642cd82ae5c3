// Sums of vectors of which each has a few coordinates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace dawdle {

// One vector: value[i] at the coordinate where[i], ascending.
template <class T>
struct SparseVector {
  std::span<const std::uint32_t> where;
  std::span<const T> value;
};

// factor * (the first + the second + ...): each coordinate adds up from left to right, as dense vectors would.
template <class T>
class SparseSum {
 public:
  SparseVector<T> operator()(std::span<const SparseVector<T>> vectors, T factor) {
    entries_.clear();
    for (std::uint32_t k = 0; k < vectors.size(); ++k)
      for (std::size_t i = 0; i < vectors[k].where.size(); ++i)
        entries_.push_back({vectors[k].where[i], k, vectors[k].value[i]});
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.where, a.vector) < std::tie(b.where, b.vector); });
    where_.clear();
    value_.clear();
    for (const Entry& entry : entries_)
      if (!where_.empty() && where_.back() == entry.where) {
        value_.back() += entry.value;
      } else {
        where_.push_back(entry.where);
        value_.push_back(entry.value);
      }
    for (T& v : value_) v *= factor;
    return {where_, value_};
  }

 private:
  struct Entry {
    std::uint32_t where, vector;
    T value;
  };
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> where_;
  std::vector<T> value_;
};

}  // namespace dawdle
