#include "sim/collectives/plan.hpp"

#include <algorithm>

namespace dawdle {

Seat Groups::seat(int p, int rank) const {
  const bool blocks = kind == Kind::blocks;
  const int group = blocks ? rank / block : rank % block;
  Seat seat;
  seat.taken = group < count;
  seat.index = blocks ? rank % block : rank / block;
  seat.first = blocks ? group * block : group;
  seat.stride = blocks ? 1 : block;
  seat.size = blocks ? std::min(block, p - seat.first) : (p - group + block - 1) / block;
  if (split)
    seat.range = {group, group + 1, count};
  return seat;
}

Step Phase::step(const Seat& seat, int round) const {
  Step step = schedule->step(seat.size, seat.index, round);
  step.to = seat.rank_of(step.to);
  step.from = seat.rank_of(step.from);
  return step;
}

void Plan::append(std::shared_ptr<const Schedule> schedule, Groups groups) {
  phases_.push_back({std::move(schedule), groups, rounds_});
  int most = 0;  // the first group is never smaller than another
  if (ranks_ > 0)
    most = phases_.back().rounds(groups.seat(ranks_, 0));
  rounds_ += most;
}

void Plan::each_route(const std::function<void(int, int)>& visit) const {
  for (const Phase& phase : phases_)
    for (int rank = 0; rank < ranks_; ++rank) {
      const Seat seat = phase.groups.seat(ranks_, rank);
      const int rounds = seat.taken ? phase.rounds(seat) : 0;
      for (int i = 0; i < (phase.ring() ? std::min(rounds, 1) : rounds); ++i)
        if (const Step step = phase.step(seat, i); step.to != kNobody)
          visit(rank, step.to);
    }
}

}  // namespace dawdle
