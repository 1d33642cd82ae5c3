#include "sim/training/first_k.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle {

void FirstKStrategy::describe(Fields& fields) {
  fields.integer("gradients", gradients_, {.min = 1, .max = 1e9, .required = true}, "that make one update (K)");
  server_.describe(fields);
}

void FirstKStrategy::check(int workers) const {
  if (distinct_ && gradients_ > workers)
    throw std::invalid_argument(
        fmt::format("expected at most as many gradients an update as the {} workers, got {}", workers, gradients_));
}

std::unique_ptr<Running> start_with_server(Job& job, std::size_t gradients, const ServerOptions& options,
                                           ParameterServer::Stale stale, ServerProcess process) {
  auto server = std::make_unique<ParameterServer>(job, gradients, options, stale);
  for (Worker& worker : job.cluster().workers) job.clock().spawn(process(job, worker, *server), {"worker", worker.id});
  return server;
}

}  // namespace dawdle
