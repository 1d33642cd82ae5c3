// A collective on real vectors: the numbers that each rank ends with, added up in that algorithm's own order.
#pragma once

#include "sim/collectives/plan.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace dawdle {

// Where in [begin, end) the piece lies: its ends are rounded down to whole elements, so pieces may differ by one.
inline std::pair<std::size_t, std::size_t> elements(std::size_t begin, std::size_t end, const Piece& piece) {
  const std::size_t n = end - begin, of = static_cast<std::size_t>(piece.of);
  return {begin + n * static_cast<std::size_t>(piece.begin) / of, begin + n * static_cast<std::size_t>(piece.end) / of};
}

// vectors: p spans of N elements, by rank, changed in place.
template <class T>
void run_on_vectors(const Plan& plan, std::span<const std::span<T>> vectors) {
  struct Message {
    int to;
    std::size_t begin;
    bool add;
    std::vector<T> values;  // as they were when the round began
  };
  const auto p = static_cast<int>(vectors.size());
  std::vector<Message> messages;
  for (const Phase& phase : plan.phases()) {
    const int rounds = phase.rounds(phase.groups.seat(p, 0));
    for (int i = 0; i < rounds; ++i) {
      messages.clear();
      for (int rank = 0; rank < p; ++rank) {
        const Seat seat = phase.groups.seat(p, rank);
        if (!seat.taken || i >= phase.rounds(seat))
          continue;
        const Step step = phase.step(seat, i);
        if (step.to == kNobody)
          continue;
        const std::span<T> own = vectors[static_cast<std::size_t>(rank)];
        const auto range = elements(0, own.size(), seat.range);
        const auto [begin, end] = elements(range.first, range.second, step.piece);
        messages.push_back({step.to, begin, step.add, {own.data() + begin, own.data() + end}});
      }
      for (const Message& m : messages) {
        T* own = vectors[static_cast<std::size_t>(m.to)].data() + m.begin;
        for (std::size_t k = 0; k < m.values.size(); ++k) own[k] = m.add ? own[k] + m.values[k] : m.values[k];
      }
    }
  }
}

}  // namespace dawdle
