#include "sim/collectives/binomial_tree.hpp"

#include "sim/collectives/ring.hpp"

#include <algorithm>
#include <bit>

namespace dawdle {

namespace {

int levels(int p) { return std::bit_width(static_cast<unsigned>(p - 1)); }

class Reduction final : public Schedule {
 public:
  int rounds(int p) const override { return levels(p); }
  Step step(int p, int rank, int round) const override {
    const int distance = 1 << round, place = rank % (2 * distance);
    if (place == distance)
      return {.to = rank - distance, .add = true};
    if (place == 0 && rank + distance < p)
      return {.from = rank + distance};
    return {};
  }
};

class Broadcast final : public Schedule {
 public:
  // With `scatter`, a rank gets only the parts of those behind it in the tree: part r is rank r's.
  explicit Broadcast(bool scatter) : scatter_(scatter) {}
  int rounds(int p) const override { return levels(p); }
  Step step(int p, int rank, int round) const override {
    const int distance = 1 << (levels(p) - 1 - round), place = rank % (2 * distance);
    if (place == distance)
      return {.from = rank - distance};
    if (place != 0 || rank + distance >= p)
      return {};
    const Piece behind = {rank + distance, std::min(rank + 2 * distance, p), p};
    return {.to = rank + distance, .piece = scatter_ ? behind : Piece{}};
  }

 private:
  bool scatter_;
};

}  // namespace

Plan append_reduce(Plan plan, Groups groups) { return std::move(plan).then(Reduction(), groups); }
Plan append_broadcast(Plan plan, Groups groups) { return std::move(plan).then(Broadcast(false), groups); }

Plan binomial_reduce(int p) { return Plan("binomial_reduce", p).then(Reduction()); }
Plan binomial_broadcast(int p) { return Plan("binomial_broadcast", p).then(Broadcast(false)); }
Plan scatter_broadcast(int p) {
  return Plan("scatter_broadcast", p).then(Broadcast(true)).then(RingSchedule(RingSchedule::Part::all_gather));
}

Plan BinomialTree::make_plan(int p, double) const {
  return Plan(std::string(kind), p).then(Reduction()).then(Broadcast(false));
}

}  // namespace dawdle
