// A whole scenario, typed: what to train, how, on which cluster, until when. And how to run it.
#pragma once

#include "models/data_source.hpp"
#include "models/objective.hpp"
#include "models/optimizer.hpp"
#include "sim/cluster/checkpoint_restart.hpp"
#include "sim/cluster/compute.hpp"
#include "sim/network/topology.hpp"
#include "sim/training/data_cache.hpp"
#include "sim/training/job.hpp"
#include "sim/training/strategy.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace dawdle {

// A scenario whose parts are right each by itself but do not fit each other or the data. `pointer` is the JSON Pointer
// of the part to look at, what() one sentence.
struct Misfit : std::runtime_error {
  Misfit(std::string where, const std::string& text) : std::runtime_error(text), pointer(std::move(where)) {}
  std::string pointer;
};

struct Experiment {
  std::string name = "run";
  std::int64_t seed = 1;
  std::int64_t workers = 4;
  std::string precision = "float32";  // of parameters, data and gradients: "float32" or "float64"

  std::unique_ptr<models::DataSource> data;  // null: none
  SamplingOptions sampling;
  std::string data_key;                  // runs of one key (and precision) load the same data
  std::unique_ptr<models::Model> model;  // null: time alone
  std::optional<double> gradient_bytes;  // as simulated; unset: the model's size
  std::optional<double> parameter_bytes;
  LayerOptions layers;
  std::unique_ptr<models::Optimizer> optimizer;
  std::int64_t batch = 32;                      // samples of one worker's gradient
  std::optional<std::int64_t> effective_batch;  // of all workers' gradients together, instead of `batch`
  std::int64_t accumulation = 1;                // batches of one gradient
  std::string momentum_at = "stepper";
  IterateAveraging averaging;
  std::unique_ptr<Strategy> strategy;
  std::unique_ptr<models::Compressor> compression;
  ComputeModel compute;
  std::unique_ptr<CheckpointRestart> faults;  // null: nothing fails
  std::unique_ptr<Topology> network;
  StopRule stop;
  RecordRule record;

  void describe(Fields& fields);

  // Samples that a worker computes at once, and those of one gradient.
  std::size_t local_batch() const {
    return static_cast<std::size_t>(effective_batch ? *effective_batch / (workers * accumulation) : batch);
  }
  std::size_t gradient_samples() const { return local_batch() * static_cast<std::size_t>(accumulation); }

  // What can be run but is hardly meant.
  std::vector<Misfit> warnings() const;

  bool plain_sgd() const;  // a step is -learning_rate * gradient
  // The optimizer, if each worker keeps its momentum.
  const models::Sgd* worker_momentum() const;
  bool compresses() const;

 private:
  void describe_sizes(Fields& fields);
  void describe_batch(Fields& fields);
};

// How large a prepared run is.
struct RunSize {
  std::size_t parameters = 0;    // P
  std::size_t scalar_bytes = 0;  // of one of them
  std::size_t rows = 0;          // N, of the training set; 0: none
  std::size_t features = 0;      // d
  // As simulated; where servers get sparse gradients, of the first worker's first one and what it reads.
  double gradient_bytes = 0;   // of a gradient's numbers
  double push_bytes = 0;       // of a gradient as it is sent
  double parameter_bytes = 0;  // of the parameters
  std::vector<GradientLayer> layers{};
};

// Everything that can be prepared before the clock starts: the data read, the model bound, the cluster built.
class Simulation {
 public:
  // Throws Misfit. The experiment must outlive the simulation. With `shared`, runs load their data once.
  Simulation(Experiment& experiment, Pool& pool, DataCache* shared = nullptr);
  ~Simulation();

  RunSize size() const;

  // What happens is told to the timeline, which outlives the simulation. To be called before run().
  void record(Timeline& timeline) { cluster_->record(timeline); }

  // Runs to the end, or until `interrupt` is set. Throws ProcessError, Deadlock. To be called once.
  RunResult run(Progress* progress = nullptr, const std::atomic<bool>* interrupt = nullptr);

 private:
  template <class T>
  void prepare_learner(Pool& pool, DataCache* shared);
  JobParts parts(Progress* progress);
  bool sends_as_computed() const;
  double entry_bytes() const;
  RunSize dense_size() const;
  bool run_clock(Time until);
  bool run_clock(SurvivingHistory& history);
  RunResult finish(Job& job, const Running& running, const std::atomic<bool>* interrupt);

  Experiment& experiment_;
  std::size_t train_rows_ = 0;
  std::size_t features_ = 0;
  double density_ = 1;  // of the features that are not zero
  std::unique_ptr<Learner> learner_;
  std::vector<GradientLayer> layers_;
  Clock clock_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Cluster> cluster_;
};

}  // namespace dawdle
