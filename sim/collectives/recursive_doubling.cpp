#include "sim/collectives/recursive_doubling.hpp"

#include "sim/collectives/fold.hpp"

namespace dawdle {

namespace {

class Exchanges final : public Schedule {
 public:
  int rounds(int p) const override { return doublings(p); }
  Step step(int p, int rank, int round) const override {
    if (rank >= power_of_two_below(p))
      return {};
    const int partner = rank ^ (1 << round);
    return {.to = partner, .from = partner, .add = true};
  }
};

}  // namespace

Plan RecursiveDoubling::make_plan(int p, double) const {
  return Plan(std::string(kind), p).then(Fold(Fold::Direction::in)).then(Exchanges()).then(Fold(Fold::Direction::out));
}

}  // namespace dawdle
