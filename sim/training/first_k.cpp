#include "sim/training/first_k.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle {

void FirstKStrategy::describe(Fields& fields) {
  fields.integer("gradients", gradients_, {.min = 1, .max = 1e9, .required = true}, "that make one update (K)");
  if (stops_)
    server_.describe(fields);
  else
    server_.describe_with_overlap(fields);
}

void FirstKStrategy::check(int workers) const {
  if (distinct_)
    check_distinct(gradients_, workers);
}

// The weight of this family is fresh_only, or none.
StepShape FirstKStrategy::step(int, std::uint64_t) const {
  const bool fresh = static_cast<bool>(weight_);
  return {.server = &server_, .first = FirstGradients{.count = gradients_, .distinct = distinct_, .fresh = fresh}};
}

void check_distinct(std::int64_t gradients, int workers) {
  if (gradients > workers)
    throw std::invalid_argument(
        fmt::format("expected at most as many gradients an update as the {} workers, got {}", workers, gradients));
}

std::unique_ptr<Running> start_with_server(Job& job, std::size_t gradients, const ServerOptions& options, Weight weight,
                                           ServerProcess process) {
  return start_workers(job, std::make_unique<ParameterServer>(job, gradients, options, std::move(weight)), process);
}

}  // namespace dawdle
