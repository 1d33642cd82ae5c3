// A collective as data: what each rank sends and receives in each of its rounds.
//
// Rounds are numbered alike at all ranks: what one sends in round i, the other receives in its round i. They are not
// synchronous: a rank begins its next round as soon as its own message has been delivered and the one it expects has
// arrived. Three machines run the same schedule: message by message (messages.hpp), by propagating times alone
// (propagation.hpp), and on real vectors (arithmetic.hpp).
#pragma once

#include <cstdint>

namespace dawdle {

inline constexpr int kNobody = -1;

// Parts [begin, end) of a vector that is cut into `of` equal parts.
struct Piece {
  std::int64_t begin = 0;
  std::int64_t end = 1;
  std::int64_t of = 1;
  double share() const { return static_cast<double>(end - begin) / static_cast<double>(of); }
};

// One round of one rank: at most one message out and one in, both at once. What arrives is what its sender's step says.
struct Step {
  int to = kNobody;
  int from = kNobody;
  Piece piece = {};  // of the vector, sent
  bool add = false;  // the receiver adds it to its own, or else replaces its own by it
};

// Stateless; p is the number of ranks, which are numbered from 0.
class Schedule {
 public:
  virtual ~Schedule() = default;
  virtual int rounds(int p) const = 0;
  virtual Step step(int p, int rank, int round) const = 0;

  // In each round each rank sends 1/p of the vector to its right neighbour. Such a rank hears from nobody but its left
  // neighbour, so messages may come early: they are sent without waiting for the receiver to be ready. In any other
  // schedule a message begins when both its ends have begun the round (the rendezvous of MPI's large messages), so that
  // no rank ever receives two at once.
  virtual bool ring() const { return false; }
};

}  // namespace dawdle
