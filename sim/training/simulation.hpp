// An experiment, run.
#pragma once

#include "sim/training/data_cache.hpp"
#include "sim/training/experiment.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace dawdle {

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
  // Throws Misfits. The experiment must outlive the simulation. With `shared`, runs load their data once.
  Simulation(Experiment& experiment, Pool& pool, DataCache* shared = nullptr);
  ~Simulation();

  RunSize size() const;
  // What can be run but is hardly meant.
  std::vector<Misfit> warnings() const;

  // What happens is told to the timeline, which outlives the simulation. To be called before run().
  void record(Timeline& timeline) { cluster_->record(timeline); }

  // Runs to the end, or until `interrupt` is set. Throws ProcessError, Deadlock. To be called once.
  RunResult run(Progress* progress = nullptr, const std::atomic<bool>* interrupt = nullptr);

 private:
  int workers() const { return static_cast<int>(experiment_.workers); }
  void prepare_learner(Pool& pool, DataCache* shared);
  template <class T>
  void prepare_learner_of(Pool& pool, DataCache* shared);
  void prepare_layers();
  void check_strategy() const;
  void prepare_network();
  void prepare_compute();
  JobParts parts(Progress* progress);
  bool sends_as_computed() const;
  double entry_bytes() const;
  RunSize dense_size() const;
  bool run_clock(Time until);
  bool run_clock(SurvivingHistory& history);
  RunResult run_with_failures(Job& job, const Running& running);
  RunResult with_the_rest(RunResult result, const Running& running) const;

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
