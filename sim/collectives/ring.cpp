#include "sim/collectives/ring.hpp"

namespace dawdle {

using Part = RingSchedule::Part;

Plan ring_reduce_scatter(int p) { return Plan("ring_reduce_scatter", p).then(RingSchedule(Part::reduce_scatter)); }
Plan ring_all_gather(int p) { return Plan("ring_all_gather", p).then(RingSchedule(Part::all_gather)); }
Plan Ring::make_plan(int p, double) const { return Plan(std::string(kind), p).then(RingSchedule(Part::all_reduce)); }

}  // namespace dawdle
