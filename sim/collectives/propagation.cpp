#include "sim/collectives/propagation.hpp"

#include "sim/collectives/max_plus.hpp"

#include <algorithm>

namespace dawdle {

namespace {

class Propagation {
 public:
  Propagation(Cluster& cluster, const Plan& plan, double bytes, RankTimes& times)
      : cluster_(cluster), plan_(plan), bytes_(bytes), at_(times.at), sending_(times.sending) {}

  void run() {
    sending_.assign(at_.size(), 0);
    for (const Phase& phase : plan_.phases())
      if (phase.ring())
        rings(phase);
      else
        rounds(phase);
  }

 private:
  Seat seat(const Phase& phase, int rank) const { return phase.groups.seat(plan_.ranks(), rank); }
  static std::size_t index(int rank) { return static_cast<std::size_t>(rank); }

  // Seconds of `count` equal messages, one after another, booked and counted.
  double send(int rank, int to, double bytes, int count) {
    Network& network = cluster_.network;
    const Host a = cluster_.workers[index(rank)].host, b = cluster_.workers[index(to)].host;
    const double seconds = network.delay(a, b) + bytes / network.bandwidth(a, b);
    sending_[index(rank)] += count * seconds;
    network.account(a, b, count * bytes);
    return seconds;
  }

  void rings(const Phase& phase) {
    for (int rank = 0; rank < plan_.ranks(); ++rank)
      if (const Seat s = seat(phase, rank); s.taken && s.index == 0 && s.size > 1)
        ring(phase, s);
  }

  void ring(const Phase& phase, const Seat& group) {
    const int rounds = phase.rounds(group);
    start_.resize(index(group.size));
    cost_.resize(index(group.size));
    end_.resize(index(group.size));
    for (int i = 0; i < group.size; ++i) {
      const int rank = group.rank_of(i), right = group.rank_of((i + 1) % group.size);
      start_[index(i)] = phase.gated() ? std::max(at_[index(rank)], at_[index(right)]) : at_[index(rank)];
      cost_[index(i)] = send(rank, right, bytes_ * group.range.share() / group.size, rounds);
    }
    ring_ends(start_, cost_, rounds, end_);
    for (int i = 0; i < group.size; ++i) at_[index(group.rank_of(i))] = end_[index(i)];
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
    const double seconds = send(rank, step.to, bytes_ * s.range.share() * step.piece.share(), 1);
    const Time end = std::max(at_[index(rank)], at_[index(step.to)]) + seconds;
    for (int r : {rank, step.to}) end_[index(r)] = std::max(end_[index(r)], end);
  }

  Cluster& cluster_;
  const Plan& plan_;
  double bytes_;
  std::vector<Time>& at_;
  std::vector<double>& sending_;
  std::vector<double> start_, cost_, end_;
};

}  // namespace

void propagate(Cluster& cluster, const Plan& plan, double bytes, RankTimes& times) {
  Propagation(cluster, plan, bytes, times).run();
}

}  // namespace dawdle
