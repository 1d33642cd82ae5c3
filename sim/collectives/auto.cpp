#include "sim/collectives/auto.hpp"

#include "sim/collectives/fold.hpp"
#include "sim/collectives/rabenseifner.hpp"
#include "sim/collectives/recursive_doubling.hpp"
#include "sim/collectives/ring.hpp"

namespace dawdle {

namespace {

constexpr double kNumberBytes = 4;

Plan mpich(int p, double bytes) {
  if (bytes <= 2048 || bytes / kNumberBytes < power_of_two_below(p))
    return RecursiveDoubling().make_plan(p, bytes);
  return Rabenseifner().make_plan(p, bytes);
}

Plan open_mpi(int p, double bytes) {
  if (bytes < 10'000 || bytes / kNumberBytes <= p)
    return RecursiveDoubling().make_plan(p, bytes);
  return Ring().make_plan(p, bytes);
}

}  // namespace

void Auto::describe(Fields& fields) {
  fields.choice("rule", rule, {"mpich", "openmpi"}, "the library whose thresholds decide");
}

Plan Auto::make_plan(int p, double bytes) const { return rule == "mpich" ? mpich(p, bytes) : open_mpi(p, bytes); }

}  // namespace dawdle
