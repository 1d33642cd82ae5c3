// A whole scenario, typed: what to train, how, on which cluster, until when.
#pragma once

#include "models/data_source.hpp"
#include "models/objective.hpp"
#include "models/optimizer.hpp"
#include "sim/cluster/checkpoint_restart.hpp"
#include "sim/cluster/compute.hpp"
#include "sim/network/topology.hpp"
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

// All of them.
struct Misfits : std::runtime_error {
  explicit Misfits(std::vector<Misfit> found) : std::runtime_error("parts that do not fit"), all(std::move(found)) {}
  std::vector<Misfit> all;
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
  std::optional<std::int64_t> batch;            // samples of one worker's gradient, or else
  std::optional<std::int64_t> effective_batch;  // of all workers' gradients together
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

  static constexpr std::int64_t kBatch = 32;  // when neither is given

  void describe(Fields& fields);

  // Samples that a worker computes at once, and those of one gradient.
  std::size_t local_batch() const {
    return static_cast<std::size_t>(effective_batch ? *effective_batch / (workers * accumulation)
                                                    : batch.value_or(kBatch));
  }
  std::size_t gradient_samples() const { return local_batch() * static_cast<std::size_t>(accumulation); }

  // What the run notes when it is reached, and perhaps stops at.
  std::optional<double> loss_target() const { return record.target_loss ? record.target_loss : stop.loss; }
  std::optional<double> accuracy_target() const {
    return record.target_accuracy ? record.target_accuracy : stop.accuracy;
  }

  bool plain_sgd() const;  // a step is -learning_rate * gradient
  // The optimizer, if each worker keeps its momentum.
  const models::Sgd* worker_momentum() const;
  bool compresses() const;

 private:
  void describe_sizes(Fields& fields);
  void describe_batch(Fields& fields);
};

}  // namespace dawdle
