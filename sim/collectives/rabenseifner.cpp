#include "sim/collectives/rabenseifner.hpp"

#include "sim/collectives/fold.hpp"

namespace dawdle {

namespace {

// The block of `size` parts (a power of two) that holds part r.
Piece block_of(int r, int size, int parts) {
  const int begin = r / size * size;
  return {begin, begin + size, parts};
}

class Halving final : public Schedule {
 public:
  int rounds(int p) const override { return doublings(p); }
  Step step(int p, int rank, int round) const override {
    const int core = power_of_two_below(p);
    if (rank >= core)
      return {};
    const int half = core >> (round + 1);
    const int partner = rank ^ half;
    return {.to = partner, .from = partner, .piece = block_of(partner, half, core), .add = true};
  }
};

class Doubling final : public Schedule {
 public:
  int rounds(int p) const override { return doublings(p); }
  Step step(int p, int rank, int round) const override {
    const int core = power_of_two_below(p);
    if (rank >= core)
      return {};
    const int partner = rank ^ (1 << round);
    return {.to = partner, .from = partner, .piece = block_of(rank, 1 << round, core)};
  }
};

}  // namespace

Plan Rabenseifner::append_to(Plan plan, Groups groups) {
  return std::move(plan)
      .then(Fold(Fold::Direction::in), groups)
      .then(Halving(), groups)
      .then(Doubling(), groups)
      .then(Fold(Fold::Direction::out), groups);
}

Plan Rabenseifner::make_plan(int p, double) const {
  return append_to(Plan(std::string(kind), p), Groups::everybody(p));
}

}  // namespace dawdle
