// What can be run but is hardly meant: options that have no effect beside the others.
#include "sim/cluster/stragglers/slow_workers.hpp"
#include "sim/cluster/stragglers/trace.hpp"
#include "sim/collectives/closed_form.hpp"
#include "sim/network/graph_topology.hpp"
#include "sim/network/star.hpp"
#include "sim/training/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dawdle {

namespace {

void about_sizes(const Experiment& e, std::vector<Misfit>& out) {
  if (!e.model && !e.gradient_bytes && !e.parameter_bytes && !dynamic_cast<const Instant*>(e.network.get()))
    out.emplace_back("/model",
                     "without a model messages have 0 bytes, so that of the network only latency counts; set "
                     "gradient_bytes and parameter_bytes, or \"network\": \"instant\"");
  if (e.model && e.data && !e.model->needs_data())
    out.emplace_back("/data", "the model has no use for data, which are ignored; leave them out");
  if (!e.model && e.data)
    out.emplace_back("/data", "without a model nothing is trained, and the data are ignored; leave them out");
}

void about_compute(const ComputeModel& compute, std::vector<Misfit>& out) {
  for (std::size_t i = 0; i < compute.stragglers.size(); ++i) {
    const StragglerLaw* law = compute.stragglers[i].get();
    if (dynamic_cast<const straggler::Trace*>(law) &&
        (i > 0 || compute.per_sample || !compute.per_batch.empty() || compute.speed != std::vector<double>{1}))
      out.emplace_back("/compute/straggler",
                       "a trace says how long a gradient takes: per_sample, per_batch, speed and the laws before it "
                       "have no effect");
    if (const auto* slow = dynamic_cast<const straggler::SlowWorkers*>(law); slow && !slow->anybody())
      out.emplace_back("/compute/straggler", "of so few workers, the fraction that is slow is nobody");
  }
}

void about_overlap(const Strategy& strategy, std::span<const GradientLayer> layers, std::vector<Misfit>& out) {
  if (!strategy.overlaps() || strategy.overlap()->buckets(layers).size() > 1)
    return;
  double bytes = 0;
  for (const GradientLayer& layer : layers) bytes += layer.bytes;
  out.emplace_back("/strategy/overlap",
                   fmt::format("the gradient, {} of {:g} bytes, is sent as one bucket when all of it is there: nothing "
                               "overlaps; set layer_bytes of the model, or a smaller bucket",
                               layers.size() == 1 ? "one layer" : fmt::format("{} layers", layers.size()), bytes));
}

void about_network(const Experiment& e, std::vector<Misfit>& out) {
  const auto* star = dynamic_cast<const Star*>(e.network.get());
  const auto* graph = dynamic_cast<const GraphTopology*>(e.network.get());
  const auto* fabric = dynamic_cast<const FabricTopology*>(e.network.get());
  const bool real =
      (fabric && (fabric->realism.any() || !fabric->background.empty())) || (graph && !graph->profiles.empty());
  const auto all_reduce = [&e] {
    return e.strategy->step(static_cast<int>(e.workers), static_cast<std::uint64_t>(e.seed)).all_reduce;
  };
  if (real && dynamic_cast<const ClosedForm*>(all_reduce()))
    out.emplace_back("/strategy/algorithm",
                     "the closed form knows latency and bandwidth alone: realism, background and profiles of the "
                     "network have no effect on it");
  if (star && star->sharing == "fifo" && e.strategy->servers() == 0)
    out.emplace_back("/network/sharing", "there is no server with a card of its own, to whom messages could queue");
  if (star && star->sharing == "fifo" && e.strategy->servers() > 1)
    out.emplace_back("/network/sharing",
                     "messages queue at each of several servers by itself: together a worker's may take more than its "
                     "card has");
}

}  // namespace

std::vector<Misfit> Simulation::warnings() const {
  std::vector<Misfit> out;
  about_sizes(experiment_, out);
  about_compute(experiment_.compute, out);
  about_overlap(*experiment_.strategy, layers_, out);
  about_network(experiment_, out);
  return out;
}

}  // namespace dawdle
