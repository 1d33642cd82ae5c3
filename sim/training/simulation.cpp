#include "sim/training/simulation.hpp"

#include "models/memory.hpp"
#include "sim/training/parts.hpp"
#include "sim/training/stretch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace dawdle {

namespace {

// A target that no evaluation measures would never be reached.
void check_targets(const Experiment& experiment, const std::vector<std::string>& figures) {
  const auto check = [&figures](const char* pointer, bool given, const std::string& figure) {
    const auto is_it = [&figure](const std::string& name) { return name.ends_with("_" + figure); };
    if (given && std::none_of(figures.begin(), figures.end(), is_it))
      throw Misfit(pointer, fmt::format("expected a model whose evaluations have the {}, got one with {}", figure,
                                        figures.empty() ? "none" : fmt::format("{}", fmt::join(figures, ", "))));
  };
  check("/stop/loss", experiment.stop.loss.has_value(), "loss");
  check("/stop/accuracy", experiment.stop.accuracy.has_value(), "accuracy");
  check("/record/target_loss", experiment.record.target_loss.has_value(), "loss");
  check("/record/target_accuracy", experiment.record.target_accuracy.has_value(), "accuracy");
}

}  // namespace

// Each part by itself, so that all that is wrong is found at once.
Simulation::Simulation(Experiment& experiment, Pool& pool, DataCache* shared) : experiment_(experiment) {
  std::vector<Misfit> found;
  const auto attempt = [&found](const auto& part) {
    try {
      part();
    } catch (const Misfit& misfit) {
      found.push_back(misfit);
    }
  };
  attempt([&] { prepare_learner(pool, shared); });
  if (learner_) {
    attempt([&] {
      if (experiment.stop.epochs && train_rows_ == 0)
        throw Misfit("/stop/epochs", "expected data, of which an epoch is one pass, got none");
    });
    attempt([&] { check_targets(experiment, learner_->figures()); });
    attempt([&] { prepare_layers(); });
  }
  attempt([&] { check_strategy(); });
  attempt([&] { prepare_network(); });
  attempt([&] { prepare_compute(); });
  attempt([&] {
    if (experiment.faults)
      if (const auto wrong = experiment.faults->hopeless(workers()))
        throw Misfit(fmt::format("/faults/{}", wrong->option), wrong->text);
  });
  if (!found.empty())
    throw Misfits(std::move(found));
  cluster_ = std::make_unique<Cluster>(clock_, *network_, experiment.compute, workers());
}

Simulation::~Simulation() { clock_.clear(); }

void Simulation::prepare_learner(Pool& pool, DataCache* shared) {
  if (!experiment_.model)
    learner_ = timing_only(experiment_.gradient_samples());
  else if (experiment_.precision == "float64")
    prepare_learner_of<double>(pool, shared);
  else
    prepare_learner_of<float>(pool, shared);
}

void Simulation::prepare_layers() {
  try {
    layers_ = experiment_.layers.layers(learner_->layers(), dense_size().gradient_bytes);
  } catch (const std::invalid_argument& e) {
    throw Misfit("/model/layer_compute", e.what());
  }
}

void Simulation::check_strategy() const {
  try {
    experiment_.strategy->check(workers());
  } catch (const std::invalid_argument& e) {
    throw Misfit("/strategy", e.what());
  }
}

void Simulation::prepare_network() {
  try {
    network_ = experiment_.network->build(
        clock_, {workers(), experiment_.strategy->servers(), static_cast<std::uint64_t>(experiment_.seed)});
  } catch (const std::invalid_argument& e) {
    throw Misfit("/network", e.what());
  }
}

void Simulation::prepare_compute() {
  double flops = 0;  // a sample
  if (experiment_.model) {
    const double features = learner_ ? density_ * static_cast<double>(learner_->parameters()) : 1;
    flops = experiment_.model->flops_per_sample(static_cast<std::size_t>(features));
  }
  try {
    experiment_.compute.prepare(workers(), static_cast<std::uint64_t>(experiment_.seed), flops);
  } catch (const std::runtime_error& e) {
    const std::string_view text = e.what();  // "/compute/...: sentence"
    const std::size_t colon = text.find(": ");
    throw Misfit(std::string(text.substr(0, colon)), std::string(text.substr(colon + 2)));
  }
}

template <class T>
void Simulation::prepare_learner_of(Pool& pool, DataCache* shared) {
  const auto seed = static_cast<std::uint64_t>(experiment_.seed);
  DataCache::Data<T> data;
  const DataCache::Load<T> load = [&](models::Split<T>& out) {
    if (experiment_.data)
      experiment_.data->load(out, seed);
  };
  try {
    data = shared ? shared->get(experiment_.data_key, load) : DataCache(0).get(experiment_.data_key, load);
  } catch (const models::DataError& e) {
    throw Misfit("/data", e.what());
  }
  if (experiment_.model->needs_data() && !experiment_.data)
    throw Misfit("/data/kind", "expected data to train on, got \"none\"");
  train_rows_ = experiment_.model->needs_data() ? data->train.n : 0;
  features_ = data->train.d;
  if (data->train.is_sparse())
    density_ = static_cast<double>(data->train.sparse.value.size()) /
               (static_cast<double>(data->train.n) * static_cast<double>(data->train.d));
  try {
    learner_ = real_learner<T>({.data = data,
                                .model = *experiment_.model,
                                .optimizer = *experiment_.optimizer,
                                .sampling = experiment_.sampling,
                                .seed = seed,
                                .workers = workers(),
                                .batch = experiment_.gradient_samples(),
                                .train_rows = static_cast<std::size_t>(experiment_.record.train_rows),
                                .worker_momentum = experiment_.worker_momentum(),
                                .compressor = experiment_.compresses() ? experiment_.compression.get() : nullptr,
                                .only_adds_up = experiment_.strategy->only_adds_up()},
                               pool);
  } catch (const PartitionError& e) {
    throw Misfit("/data/partition", e.what());
  } catch (const std::invalid_argument& e) {
    throw Misfit("/model", e.what());
  }
  if (learner_->is_sparse() && experiment_.plain_sgd() && sends_as_computed() &&
      experiment_.strategy->sends_gradients())
    return;  // nobody makes a dense one of them
  try {
    models::require_memory("a gradient of each worker", static_cast<double>(experiment_.workers),
                           static_cast<double>(learner_->parameters()), sizeof(T));
  } catch (const models::DataError& e) {
    throw Misfit("/workers", e.what());
  }
}

// Whether workers neither compress gradients nor keep a momentum of them.
bool Simulation::sends_as_computed() const { return !experiment_.compresses() && !experiment_.worker_momentum(); }

// Of a number of a sparse gradient with its place, if that is how servers get them; else 0.
double Simulation::entry_bytes() const {
  const bool sizes_given = experiment_.gradient_bytes || experiment_.parameter_bytes;
  if (!learner_->is_sparse() || sizes_given || !sends_as_computed() || !experiment_.strategy->sends_gradients())
    return 0;
  return static_cast<double>(learner_->scalar_bytes() + sizeof(std::uint32_t));
}

RunSize Simulation::size() const {
  RunSize size = dense_size();
  if (experiment_.strategy->servers() > 0 && entry_bytes() > 0)
    size.gradient_bytes = size.push_bytes = size.parameter_bytes =
        entry_bytes() * static_cast<double>(learner_->support(0, 0));
  return size;
}

RunSize Simulation::dense_size() const {
  const double bytes = static_cast<double>(learner_->parameters() * learner_->scalar_bytes());
  const double gradient_bytes = experiment_.gradient_bytes.value_or(bytes);
  // Compressors count values, and send them as float32. A size that is given is one of float32 values.
  const double values = experiment_.gradient_bytes ? gradient_bytes / 4 : static_cast<double>(learner_->parameters());
  const double push_bytes = experiment_.compresses() ? experiment_.compression->wire_bytes(values) : gradient_bytes;
  return {.parameters = learner_->parameters(),
          .scalar_bytes = learner_->scalar_bytes(),
          .rows = train_rows_,
          .features = features_,
          .gradient_bytes = gradient_bytes,
          .push_bytes = push_bytes,
          .parameter_bytes = experiment_.parameter_bytes.value_or(bytes),
          .layers = layers_};
}

JobParts Simulation::parts(Progress* progress) {
  const RunSize size = dense_size();
  return {.cluster = *cluster_,
          .learner = *learner_,
          .learning_rate = experiment_.model ? &experiment_.optimizer->learning_rate : nullptr,
          .stop = experiment_.stop,
          .record = experiment_.record,
          .averaging = experiment_.averaging,
          .batch = experiment_.local_batch(),
          .accumulation = experiment_.accumulation,
          .train_rows = train_rows_,
          .gradient_bytes = size.gradient_bytes,
          .push_bytes = size.push_bytes,
          .compressed = experiment_.compresses(),
          .parameter_bytes = size.parameter_bytes,
          .layers = size.layers,
          .entry_bytes = entry_bytes(),
          .seed = static_cast<std::uint64_t>(experiment_.seed),
          .progress = progress};
}

// Whether it got there.
bool Simulation::run_clock(Time until) {
  try {
    clock_.run(until);
    return !clock_.stopped() && clock_.now() >= until;
  } catch (const Deadlock& deadlock) {
    throw Deadlock(deadlock.what() + network_->stalled());
  }
}

// As far as it survives failures; whether that is to the limit in time.
bool Simulation::run_clock(SurvivingHistory& history) {
  if (!experiment_.stop.time && !clock_.stopped())
    return run_clock(Clock::kForever);
  while (!clock_.stopped()) {
    if (!history.extend())
      return true;
    if (!run_clock(history.work()))
      return false;
  }
  return false;
}

RunResult Simulation::run(Progress* progress, const std::atomic<bool>* interrupt) {
  Job job(parts(progress));
  if (interrupt)
    clock_.watch(*interrupt);
  const std::unique_ptr<Running> running = experiment_.strategy->start(job);
  // Processes refer to both, so they go first, however this ends.
  struct Cleared {
    Clock& clock;
    ~Cleared() { clock.clear(); }
  } const cleared{clock_};
  job.begin();
  if (!experiment_.faults && !clock_.stopped())
    run_clock(experiment_.stop.time.value_or(Clock::kForever));
  RunResult result = experiment_.faults ? run_with_failures(job, *running) : with_the_rest(job.finish(), *running);
  if (interrupt && interrupt->load())
    result.outcome = Outcome::interrupted;
  if (!std::isfinite(result.time))
    throw std::runtime_error("the simulated time of the run is more than a number can say");
  return result;
}

// At the limit the job may have come less far than in an attempt that failed, in which it might have ended: then the
// clock goes on to the end of the longest of these, and unless the job has ended nothing of that has happened.
RunResult Simulation::run_with_failures(Job& job, const Running& running) {
  const SurvivingHistory unknown(*experiment_.faults, cluster_->size(), static_cast<std::uint64_t>(experiment_.seed),
                                 experiment_.stop.time.value_or(Clock::kForever));
  SurvivingHistory stopped = unknown, over = unknown;
  Timeline* const timeline = cluster_->timeline;
  bool out_of_time = run_clock(stopped);
  if (out_of_time && stopped.reached() > clock_.now()) {
    const auto before = timeline ? std::optional(*timeline) : std::nullopt;
    RunResult at_limit = with_the_rest(job.so_far(), running);
    const auto drawn = timeline ? std::optional(*timeline) : std::nullopt;
    if (timeline)
      *timeline = *before;
    out_of_time = run_clock(stopped.reached());
    if (out_of_time) {
      if (timeline)
        *timeline = *drawn;
      stretch(at_limit, stopped, timeline);
      return at_limit;
    }
  }
  RunResult result = with_the_rest(job.finish(), running);
  const bool ended = !out_of_time && over.end_after(result.time);
  while (!ended && stopped.extend()) {
  }
  stretch(result, ended ? over : stopped, timeline);
  return result;
}

// What others than the job know of the run.
RunResult Simulation::with_the_rest(RunResult result, const Running& running) const {
  result.algorithm = running.algorithm();
  result.measures = running.measures();
  result.links = network_->link_use();
  for (Host host = 0; host < cluster_->size() + experiment_.strategy->servers(); ++host)
    result.traffic.push_back(network_->traffic(host));
  return result;
}

}  // namespace dawdle
