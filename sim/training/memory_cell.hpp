// One coordinate of the shared memory, and what was stored there lately.
#pragma once

#include "sim/core/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dawdle {

// Stores are announced before they happen and looked at later, so that one look settles what many cores did meanwhile:
// at the time of the look every store up to then is known.
template <class T>
class MemoryCell {
 public:
  explicit MemoryCell(T value = 0) : before_{value} {}

  // x <- x + delta, loaded at one time and stored at another; for atomic adds both are the time of the store.
  void announce(Time load, Time store, T delta) {
    const auto after =
        std::upper_bound(stores_.begin(), stores_.end(), store, [](Time t, const Store& s) { return t < s.at; });
    stores_.insert(after, {load, store, delta, before_});
  }

  // The value at t; every store up to t has been announced.
  T at(Time t) {
    resolve(t);
    const std::size_t n = count(t);
    return value_before(n).value;
  }

  // Stores in (from, to], both in the past.
  std::size_t stores(Time from, Time to) const { return count(to) - count(from); }

  // Stores, so far, that the value does not have: a later one overwrote them without having seen them.
  std::size_t lost() const { return stored_ - value_before(resolved_).adds; }

  // Nobody will ask for times before t again.
  void forget(Time t) {
    resolve(t);
    const std::size_t n = count(t);
    if (n == 0)
      return;
    // A store to come that was loaded before t still has to see them.
    for (std::size_t i = n; i < stores_.size(); ++i)
      if (stores_[i].load < t)
        return;
    before_ = stores_[n - 1].after;
    stores_.erase(stores_.begin(), stores_.begin() + static_cast<std::ptrdiff_t>(n));
    resolved_ -= n;
  }

 private:
  struct Value {
    T value;
    std::size_t adds = 0;  // of those ever stored, the ones that it has
  };
  struct Store {
    Time load, at;
    T delta;
    Value after;  // once resolved
  };

  // What the n-th store found, had it been atomic.
  const Value& value_before(std::size_t n) const { return n == 0 ? before_ : stores_[n - 1].after; }

  std::size_t count(Time t) const {
    return static_cast<std::size_t>(
        std::upper_bound(stores_.begin(), stores_.end(), t, [](Time a, const Store& s) { return a < s.at; }) -
        stores_.begin());
  }

  void resolve(Time t) {
    for (; resolved_ < stores_.size() && stores_[resolved_].at <= t; ++resolved_) {
      Store& s = stores_[resolved_];
      // An atomic add sees all stores before it, in their order.
      const Value& seen = value_before(s.load < s.at ? std::min(resolved_, count(s.load)) : resolved_);
      s.after = {seen.value + s.delta, seen.adds + 1};
      ++stored_;
    }
  }

  Value before_;               // the first of stores_
  std::vector<Store> stores_;  // by time, those of one time in the order in which they were announced
  std::size_t resolved_ = 0;
  std::size_t stored_ = 0;  // ever, and resolved
};

}  // namespace dawdle
