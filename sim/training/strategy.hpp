// A way to train on many workers: when each reads, computes, sends and waits.
//
// A strategy is one file under strategies/: its options and its process; and a line in strategies/all.hpp. It describes
// its options and spawns its processes; from Job it has gradients and updates, from the cluster time.
#pragma once

#include "sim/core/options.hpp"
#include "sim/training/job.hpp"
#include "sim/training/peers/mixing.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

// What a strategy keeps while it runs (a server, the state of an AllReduce). Dies after the processes.
class Running {
 public:
  virtual ~Running() = default;
  // The AllReduce that ran, as AllReduce::algorithm() says; empty: none.
  virtual std::string algorithm() const { return ""; }
  // What it has measured of itself, for summary.json.
  virtual Measures measures() const { return {}; }
};

class AllReduceAlgorithm;
struct ServerOptions;

// A server that updates from the first K gradients (Dutta et al. 2018).
struct FirstGradients {
  std::int64_t count = 1;  // K
  bool distinct = false;   // of K workers: one whose gradient has come waits for the update
  bool fresh = false;      // at an update all workers stop and begin anew at it
  bool weighted = false;   // an update is not the plain mean of them
};

// Local steps of every worker between two averages of their models.
struct LocalSteps {
  std::int64_t period = 1;  // H, tau
  bool takes_mean = false;  // the mean is what all leave with: no outer step, no elastic force
};

// Models that neighbours send each other after every gradient, or before its step.
struct NeighbourSteps {
  std::vector<Mixing> rounds;  // which repeat
  bool push_sum = false;
  bool adapt_first = false;  // the gradient's step is taken before the exchange
};

// What one step of a strategy is made of, for theory (dawdle explain). Without a server, an AllReduce or neighbours:
// unknown.
struct StepShape {
  bool synchronous = false;                        // an update needs a gradient of every worker
  std::optional<std::int64_t> staleness{};         // steps a worker may be ahead of the slowest; unset: any number
  const ServerOptions* server = nullptr;           // takes the gradients, or else
  const AllReduceAlgorithm* all_reduce = nullptr;  // this sums them, or
  std::optional<LocalSteps> local{};               // it averages models that have taken steps of their own, or
  std::optional<NeighbourSteps> neighbours{};      // workers mix their models with these
  std::optional<FirstGradients> first{};           // whose gradients the server takes; unset: as synchronous says
  std::string_view unknown{};                      // why its steps have no closed form, as a clause
};

class Strategy {
 public:
  virtual ~Strategy() = default;
  virtual void describe(Fields& fields) = 0;
  // Hosts beside the workers.
  virtual int servers() const { return 0; }
  // Throws std::invalid_argument when its options don't fit so many workers.
  virtual void check(int /*workers*/) const {}
  // Whether it measures the loss while it trains, so that time alone is not enough.
  virtual bool needs_model() const { return false; }
  // Whether workers step by themselves in one memory: plain SGD alone can do that.
  virtual bool shares_memory() const { return false; }
  // Whether gradients are what is sent, so that they may be compressed.
  virtual bool sends_gradients() const { return true; }
  // And whether each by itself, or else only once they have been added up.
  virtual bool sends_each_gradient() const { return sends_gradients(); }
  // Whether all that it does with gradients is to add up one of each worker, computed at the same version.
  virtual bool only_adds_up() const { return false; }
  // With so many workers. `seed` is the run's: a graph of neighbours may be drawn from it.
  virtual StepShape step(int /*workers*/, std::uint64_t /*seed*/) const { return {}; }
  // What it may send while it computes; null: nothing, ever.
  virtual const Overlap* overlap() const { return nullptr; }
  bool overlaps() const { return overlap() && overlap()->wait_free; }
  // Spawns its processes; what it returns lives as long as they do.
  virtual std::unique_ptr<Running> start(Job& job) const = 0;
};

// One line each in strategies/all.hpp.
std::span<const Entry<Strategy>> strategies();

// Spawns process(job, worker, *running, more...) for every worker; `running` lives as long as the run.
template <class R, class WorkerProcess, class... More>
std::unique_ptr<Running> start_workers(Job& job, std::unique_ptr<R> running, WorkerProcess process, More... more) {
  for (Worker& worker : job.cluster().workers)
    job.clock().spawn(process(job, worker, *running, more...), {"worker", worker.id});
  return running;
}

// "reduce", for the strategies that put several gradients into one update.
inline void describe_reduce(Fields& fields, std::string& reduce) {
  fields.choice("reduce", reduce, {"mean", "sum"}, "what an update does with its gradients");
}
inline Reduce reduce_of(const std::string& name) { return name == "sum" ? Reduce::sum : Reduce::mean; }

}  // namespace dawdle
