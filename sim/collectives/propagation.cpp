#include "sim/collectives/propagation.hpp"

#include "sim/collectives/max_plus.hpp"

#include <algorithm>

namespace dawdle {

namespace {

class Propagation {
 public:
  // Kept by the thread from one collective to the next: in the steady state nothing is allocated.
  struct Scratch {
    std::vector<double> start, cost, end;
  };

  Propagation(const Communicator& group, const Plan& plan, double bytes, RankTimes& times, bool gated, Scratch& scratch)
      : group_(group),
        plan_(plan),
        bytes_(bytes),
        gated_(gated),
        at_(times.at),
        sending_(times.sending),
        start_(scratch.start),
        cost_(scratch.cost),
        end_(scratch.end) {}

  void run() {
    sending_.assign(at_.size(), 0);
    for (const Phase& phase : plan_.phases())
      if (phase.ring())
        rings(phase);
      else
        rounds(phase);
    group_.cluster().network.accounted();
  }

 private:
  Seat seat(const Phase& phase, int rank) const { return phase.groups.seat(plan_.ranks(), rank); }
  static std::size_t index(int rank) { return static_cast<std::size_t>(rank); }

  // Of one message.
  double seconds(int rank, int to, double bytes) const {
    const Network& network = group_.cluster().network;
    const Host a = group_.host(rank), b = group_.host(to);
    return network.delay(a, b) + bytes / network.bandwidth(a, b);
  }

  void account(int rank, int to, double bytes, Time begin, Time end) {
    group_.cluster().network.account({group_.host(rank), group_.host(to), bytes, begin, end});
  }

  void rings(const Phase& phase) {
    for (int rank = 0; rank < plan_.ranks(); ++rank)
      if (const Seat s = seat(phase, rank); s.taken && s.index == 0 && s.size > 1)
        ring(phase, s);
  }

  void ring(const Phase& phase, const Seat& group) {
    const int rounds = phase.rounds(group);
    const double piece = bytes_ * group.range.share() / group.size;
    start_.resize(index(group.size));
    cost_.resize(index(group.size));
    end_.resize(index(group.size));
    for (int i = 0; i < group.size; ++i) {
      const int rank = group.rank_of(i), right = group.rank_of((i + 1) % group.size);
      start_[index(i)] = phase.gated() || gated_ ? std::max(at_[index(rank)], at_[index(right)]) : at_[index(rank)];
      cost_[index(i)] = seconds(rank, right, piece);
      sending_[index(rank)] += rounds * cost_[index(i)];
    }
    ring_ends(start_, cost_, rounds, end_);
    for (int i = 0; i < group.size; ++i) {
      const int rank = group.rank_of(i), next = (i + 1) % group.size;
      // The neighbour has all of its messages before it ends.
      account(rank, group.rank_of(next), rounds * piece, start_[index(i)], std::min(end_[index(i)], end_[index(next)]));
      at_[index(rank)] = end_[index(i)];
    }
  }

  // Groups may differ in size, and so in rounds: the first is the largest.
  void rounds(const Phase& phase) {
    const int most = phase.rounds(seat(phase, 0));
    for (int i = 0; i < most; ++i) {
      end_ = at_;
      for (int rank = 0; rank < plan_.ranks(); ++rank)
        if (const Seat s = seat(phase, rank); s.taken && i < phase.rounds(s))
          meet(s, rank, phase.step(s, i));
      at_.swap(end_);
    }
  }

  void meet(const Seat& s, int rank, const Step& step) {
    if (step.to == kNobody)
      return;
    const double bytes = bytes_ * s.range.share() * step.piece.share(), cost = seconds(rank, step.to, bytes);
    const Time begin = std::max(at_[index(rank)], at_[index(step.to)]), end = begin + cost;
    sending_[index(rank)] += cost;
    account(rank, step.to, bytes, begin, end);
    for (int r : {rank, step.to}) end_[index(r)] = std::max(end_[index(r)], end);
  }

  const Communicator& group_;
  const Plan& plan_;
  double bytes_;
  bool gated_;
  std::vector<Time>& at_;
  std::vector<double>& sending_;
  std::vector<double>&start_, &cost_, &end_;
};

}  // namespace

void propagate(const Communicator& group, const Plan& plan, double bytes, RankTimes& times, bool gated) {
  static thread_local Propagation::Scratch scratch;
  Propagation(group, plan, bytes, times, gated, scratch).run();
}

}  // namespace dawdle
