// When each of many flows ends, least first, where every end may be put on or off at any time: an indexed 4-ary heap.
#pragma once

#include "sim/core/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace dawdle {

// Keys are slots, small numbers. Ends at the same time come in the order of their slots' sequence numbers.
class Ends {
 public:
  bool empty() const { return heap_.empty(); }
  std::uint32_t first() const { return heap_.front().slot; }
  Time first_time() const { return heap_.front().time; }

  // Adds the slot or moves it to another time.
  void set(std::uint32_t slot, Time time) {
    if (slot >= place_.size())
      place_.resize(slot + 1, kAbsent);
    if (place_[slot] == kAbsent) {
      place_[slot] = static_cast<std::uint32_t>(heap_.size());
      heap_.push_back({time, sequence_++, slot});
      rise(place_[slot]);
      return;
    }
    const std::uint32_t at = place_[slot];
    const Time before = heap_[at].time;
    heap_[at].time = time;
    if (time < before)
      rise(at);
    else
      sink(at);
  }

  void remove(std::uint32_t slot) {
    if (slot >= place_.size() || place_[slot] == kAbsent)
      return;
    const std::uint32_t at = place_[slot];
    place_[slot] = kAbsent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size())
      return;
    heap_[at] = last;
    place_[last.slot] = at;
    rise(at);
    sink(place_[last.slot]);
  }

 private:
  struct Entry {
    Time time;
    std::uint64_t sequence;
    std::uint32_t slot;
    bool before(const Entry& o) const { return time < o.time || (time == o.time && sequence < o.sequence); }
  };
  static constexpr std::uint32_t kAbsent = 0xffffffff;
  static constexpr std::uint32_t kArity = 4;

  void put(std::uint32_t at, const Entry& entry) {
    heap_[at] = entry;
    place_[entry.slot] = at;
  }
  void rise(std::uint32_t at) {
    const Entry entry = heap_[at];
    for (; at > 0 && entry.before(heap_[(at - 1) / kArity]); at = (at - 1) / kArity) put(at, heap_[(at - 1) / kArity]);
    put(at, entry);
  }
  void sink(std::uint32_t at) {
    const Entry entry = heap_[at];
    const auto n = static_cast<std::uint32_t>(heap_.size());
    for (;;) {
      const std::uint32_t begin = at * kArity + 1;
      if (begin >= n)
        break;
      std::uint32_t least = begin;
      for (std::uint32_t child = begin + 1; child < std::min(begin + kArity, n); ++child)
        if (heap_[child].before(heap_[least]))
          least = child;
      if (!heap_[least].before(entry))
        break;
      put(at, heap_[least]);
      at = least;
    }
    put(at, entry);
  }

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> place_;  // by slot
  std::uint64_t sequence_ = 0;
};

}  // namespace dawdle
