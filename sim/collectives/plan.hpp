// A whole collective: phases that every rank goes through in order, in each of which groups of ranks run a schedule.
#pragma once

#include "sim/collectives/schedule.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

// A rank's place in its group, and the part of the vector that the group works on.
struct Seat {
  bool taken = false;  // whether the rank takes part at all
  int index = 0;
  int size = 0;
  int first = 0;  // the group is the ranks first, first + stride, ...
  int stride = 1;
  Piece range;
  int rank_of(int i) const { return i == kNobody ? kNobody : first + stride * i; }
};

// Ranks are dealt into blocks of consecutive ones. A group is a block, or the ranks with one place in all blocks.
struct Groups {
  enum class Kind { blocks, across };
  Kind kind;
  int block;           // ranks
  int count;           // only the first so many groups take part
  bool split = false;  // group i works on part i of `count`, not on the whole vector

  static Groups everybody(int p) { return {Kind::blocks, p, 1}; }
  Seat seat(int p, int rank) const;
};

struct Phase {
  std::shared_ptr<const Schedule> schedule;
  Groups groups;
  std::int64_t rounds_before = 0;  // of all phases before this one; set by Plan::then

  bool ring() const { return schedule->ring(); }
  // A ring that follows another phase begins when the right neighbour has come as far; from then on it runs free. So
  // does one that follows a collective of another algorithm: else it would send to who still receives from somebody
  // else.
  bool gated() const { return !ring() || rounds_before > 0; }
  int rounds(const Seat& seat) const { return schedule->rounds(seat.size); }
  // In ranks of the whole; the piece is one of seat.range.
  Step step(const Seat& seat, int round) const;
};

class Plan {
 public:
  Plan(std::string name, int ranks) : name_(std::move(name)), ranks_(ranks) {}

  template <class S>
  Plan then(S schedule) && {
    return std::move(*this).then(std::move(schedule), Groups::everybody(ranks_));
  }
  template <class S>
  Plan then(S schedule, Groups groups) && {
    append(std::make_shared<const S>(std::move(schedule)), groups);
    return std::move(*this);
  }

  const std::string& name() const { return name_; }  // of the algorithm
  int ranks() const { return ranks_; }
  std::int64_t rounds() const { return rounds_; }
  const std::vector<Phase>& phases() const { return phases_; }

  // Calls visit(from, to) for every message there may be, as often as it likes.
  void each_route(const std::function<void(int from, int to)>& visit) const;

 private:
  void append(std::shared_ptr<const Schedule> schedule, Groups groups);

  std::string name_;
  int ranks_;
  std::int64_t rounds_ = 0;
  std::vector<Phase> phases_;
};

}  // namespace dawdle
