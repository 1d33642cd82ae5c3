#include "sim/collectives/hierarchical.hpp"

#include "sim/collectives/binomial_tree.hpp"
#include "sim/collectives/rabenseifner.hpp"
#include "sim/collectives/ring.hpp"

#include <algorithm>

namespace dawdle {

void Hierarchical::describe(Fields& fields) {
  fields.integer("workers_per_node", workers_per_node, {.min = 1, .max = 1e6},
                 "workers of a node, in order; the last node may have fewer");
  fields.choice("across", across, {"ring", "rabenseifner"}, "the AllReduce among the first workers of all nodes");
}

Plan Hierarchical::make_plan(int p, double) const {
  const int g = static_cast<int>(std::min<std::int64_t>(workers_per_node, p));
  const Groups nodes = {.kind = Groups::Kind::blocks, .block = g, .count = (p + g - 1) / g};
  const Groups firsts = {.kind = Groups::Kind::across, .block = g, .count = 1};
  Plan plan = append_reduce(Plan(std::string(kind), p), nodes);
  if (across == "ring")
    plan = std::move(plan).then(RingSchedule(RingSchedule::Part::all_reduce), firsts);
  else
    plan = Rabenseifner::append_to(std::move(plan), firsts);
  return append_broadcast(std::move(plan), nodes);
}

}  // namespace dawdle
