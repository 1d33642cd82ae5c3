// How long a step takes: a synchronous update, or what a worker does from one of its gradients to the next.
#pragma once

#include "sim/theory/compute_theory.hpp"
#include "sim/theory/exchange.hpp"

#include <optional>
#include <span>
#include <string>

namespace dawdle {

// The messages of a step with a parameter server, of one worker and of all at once.
struct ServerExchanges {
  ServerExchanges(const Experiment& experiment, const ServerOptions& server, const RunSize& size);
  Exchange push_alone, push, pull_alone, pull;
  std::vector<BucketExchange> push_buckets;
  bool free() const { return push.seconds() + pull.seconds() == 0; }
};

// The strategy's; an update of the first K of K workers is a synchronous one.
StepShape step_shape(const Experiment& experiment);
// Whether a step is an update, for which some wait; else it is what a worker does from one gradient to the next.
inline bool is_update(const StepShape& shape) {
  return shape.synchronous || shape.neighbours || (shape.first && (shape.first->distinct || shape.first->fresh));
}

struct StepTheory {
  std::optional<double> seconds{};
  std::string how{};  // the assumptions it rests on, or the one that does not hold
  // Of them in a push and a pull, where workers queue for the server.
  std::optional<double> push{}, pull{};
  bool bound = false;  // it takes at most so long
};

// Of an AllReduce that comes after so many gradients of each worker.
StepTheory all_reduce_step(const Experiment& experiment, const ComputeTheory& compute,
                           std::span<const BucketExchange> buckets, std::int64_t each);
// Of workers that wait for their neighbours, in rounds of these exchanges.
StepTheory neighbours_step(const Experiment& experiment, const std::vector<Mixing>& rounds,
                           const ComputeTheory& compute, const std::vector<PeerExchange>& exchanges);
// Synchronous, asynchronous, of the first K gradients or SSP, as its shape says.
StepTheory server_step(const Experiment& experiment, const StepShape& shape, const ComputeTheory& compute,
                       const ServerExchanges& exchanges);

}  // namespace dawdle
