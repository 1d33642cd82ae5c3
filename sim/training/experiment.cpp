#include "sim/training/experiment.hpp"

#include "models/memory.hpp"
#include "sim/cluster/registry.hpp"
#include "sim/cluster/stragglers/failures.hpp"
#include "sim/network/star.hpp"
#include "sim/training/parts.hpp"
#include "sim/training/stretch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dawdle {

namespace {

// A family's kinds, with "none" in front, and options that stand beside those of every kind.
template <class Base>
std::vector<Fields::Kind> with_none(std::unique_ptr<Base>& slot, std::span<const Entry<Base>> entries,
                                    std::string_view none, const Fields::Describe& common) {
  std::vector<Fields::Kind> kinds = {{"none", none, [&slot, common](Fields& f) {
                                        slot = nullptr;
                                        common(f);
                                      }}};
  for (const Entry<Base>& e : entries)
    kinds.push_back({e.kind, e.summary, [&slot, &e, common](Fields& f) {
                       slot = e.make(f);
                       common(f);
                     }});
  return kinds;
}

}  // namespace

void Experiment::describe(Fields& fields) {
  fields.text("name", name, "what figures and tables call this run");
  fields.integer("seed", seed, {.min = 0}, "of all random numbers of the run");
  fields.integer("workers", workers, {.min = 1, .max = 1e6, .required = true}, "how many (K)");
  fields.choice("precision", precision, {"float32", "float64"}, "of parameters, data and gradients");

  const auto data_kinds =
      with_none(data, data_sources(), "no data: the objective needs none", [this](Fields& f) { sampling.describe(f); });
  fields.variant("data", data_kinds, "none", "where the samples come from, and in which order they are drawn");

  const auto sizes = [this](Fields& f) { describe_sizes(f); };
  bool time_alone = false;
  auto models = with_none(model, model_kinds(), "no mathematics: simulate time alone", sizes);
  models.front().describe = [&](Fields& f) {
    time_alone = true;
    sizes(f);
  };
  fields.variant("model", models, "", "what is trained");

  // Without a model there is nothing to optimize, but the batch still says how long a gradient takes.
  const auto batches = [this](Fields& f) { describe_batch(f); };
  auto kinds = with_none(optimizer, optimizers(), "no steps: for simulating time alone", batches);
  for (std::size_t i = 1; i < kinds.size(); ++i)
    kinds[i].describe = [this, batches, make = optimizers()[i - 1].make](Fields& f) {
      optimizer = make(f);
      f.kind("schedule", optimizer->learning_rate.schedule, schedules(), "constant",
             "how the learning rate changes over the run");
      f.choice(
          "momentum_at", momentum_at, {"stepper", "worker"},
          "who keeps the velocity: whoever steps (the server; with local steps, the worker), or each worker, which "
          "then sends its velocity in place of its gradient, and whoever steps adds the weight decay");
      f.section(
          "averaging", [this](Fields& nested) { averaging.describe(nested); }, "averaging of iterates");
      batches(f);
    };
  fields.variant("optimizer", kinds, time_alone ? "none" : "sgd", "how gradients become steps");
  if (model && !optimizer)
    fields.complain("optimizer", "an optimizer for the model");

  if (momentum_at == "worker" && !worker_momentum())
    fields.complain("optimizer", "kind sgd with momentum beside \"momentum_at\": \"worker\"");

  fields.kind("strategy", strategy, strategies(), "", "how the workers train together");
  fields.kind("compression", compression, compressors(), "none", "what makes gradients smaller on the wire");
  if (strategy && !strategy->sends_gradients() && compresses())
    fields.complain("compression", "none: the strategy sends no gradients");
  if (strategy && strategy->overlaps() && compresses())
    fields.complain("compression", "none beside overlap: what is left out depends on the whole gradient");
  if (strategy && strategy->overlaps() && time_alone && layers.bytes.empty())
    fields.complain("model", "layer_bytes beside overlap: a gradient in one piece overlaps with nothing");
  if (strategy && strategy->needs_model() && time_alone)
    fields.complain("model", "a model: the strategy depends on what is computed");
  if (strategy && strategy->shares_memory() && !plain_sgd())
    fields.complain("optimizer", "kind sgd without momentum and weight decay: the workers share one memory");
  fields.section(
      "compute", [this](Fields& f) { compute.describe(f); }, "how long a worker computes");
  const auto fails = [](const auto& law) { return dynamic_cast<const straggler::Failures*>(law.get()) != nullptr; };
  if (strategy && strategy->overlaps() && std::ranges::any_of(compute.stragglers, fails))
    fields.complain("compute",
                    "no straggler law \"failures\" beside overlap: what is computed anew has been sent in part");
  fields.variant("faults", with_none(faults, dawdle::faults(), "nothing fails", [](Fields&) {}), "none", "what fails");
  fields.kind("network", network, topologies(), "star", "how long messages take");
  fields.section(
      "stop", [this](Fields& f) { stop.describe(f); }, "when the run ends: at the first of these");
  fields.section(
      "record", [this](Fields& f) { record.describe(f); }, "what is measured on the way");
}

void Experiment::describe_sizes(Fields& fields) {
  fields.bytes("gradient_bytes", gradient_bytes, {.min = 0},
               "simulated size of a gradient; by default that of its layers");
  fields.bytes("parameter_bytes", parameter_bytes, {.min = 0},
               "simulated size of the parameters; by default the model's");
  layers.describe(fields);
  if (layers.bytes.empty())
    return;
  const double sum = layers.sum_of_bytes();
  constexpr double kRounding = 1e-9;
  if (gradient_bytes && std::abs(*gradient_bytes - sum) > kRounding * sum)
    fields.complain("gradient_bytes", fmt::format("the sum of layer_bytes, {} B, or nothing", sum));
  gradient_bytes = sum;
}

void Experiment::describe_batch(Fields& fields) {
  fields.integer("batch", batch, {.min = 1, .max = 1e9}, "samples of one worker's gradient");
  fields.integer("effective_batch", effective_batch, {.min = 1, .max = 1e9},
                 "samples of all workers' gradients together: sets batch to this / workers");
  fields.integer("accumulation", accumulation, {.min = 1, .max = 1e6},
                 "batches that a worker computes, one after another, for one gradient");
  if (fields.given("batch") && effective_batch)
    fields.complain("effective_batch", "either batch or effective_batch");
  else if (effective_batch && *effective_batch % (workers * accumulation) != 0)
    fields.complain("effective_batch", accumulation == 1 ? fmt::format("a multiple of the {} workers", workers)
                                                         : fmt::format("a multiple of {} workers x accumulation {}",
                                                                       workers, accumulation));
}

std::vector<Misfit> Experiment::warnings() const {
  std::vector<Misfit> out;
  if (!model && !gradient_bytes && !parameter_bytes && !dynamic_cast<const Instant*>(network.get()))
    out.emplace_back("/model",
                     "without a model messages have 0 bytes, so that of the network only latency counts; set "
                     "gradient_bytes and parameter_bytes, or \"network\": \"instant\"");
  if (model && data && !model->needs_data())
    out.emplace_back("/data", "the model has no use for data, which are ignored; leave them out");
  return out;
}

// Where no gradient is sent, whoever steps is the worker.
const models::Sgd* Experiment::worker_momentum() const {
  if (strategy && !strategy->sends_gradients())
    return nullptr;
  const auto* sgd = dynamic_cast<const models::Sgd*>(optimizer.get());
  return momentum_at == "worker" && sgd && sgd->momentum > 0 ? sgd : nullptr;
}

bool Experiment::compresses() const {
  return compression && !dynamic_cast<const models::NoCompression*>(compression.get());
}

bool Experiment::plain_sgd() const { return optimizer && optimizer->is_plain_sgd(); }

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

Simulation::Simulation(Experiment& experiment, Pool& pool, DataCache* shared) : experiment_(experiment) {
  if (!experiment.model)
    learner_ = timing_only(experiment.gradient_samples());
  else if (experiment.precision == "float64")
    prepare_learner<double>(pool, shared);
  else
    prepare_learner<float>(pool, shared);
  if (experiment.stop.epochs && train_rows_ == 0)
    throw Misfit("/stop/epochs", "expected data, of which an epoch is one pass, got none");

  check_targets(experiment, learner_->figures());

  try {
    layers_ = experiment.layers.layers(learner_->layers(), dense_size().gradient_bytes);
  } catch (const std::invalid_argument& e) {
    throw Misfit("/model/layer_compute", e.what());
  }
  const auto workers = static_cast<int>(experiment.workers);
  try {
    experiment.strategy->check(workers);
  } catch (const std::invalid_argument& e) {
    throw Misfit("/strategy", e.what());
  }
  try {
    network_ = experiment.network->build(
        clock_, {workers, experiment.strategy->servers(), static_cast<std::uint64_t>(experiment.seed)});
  } catch (const std::invalid_argument& e) {
    throw Misfit("/network", e.what());
  }
  const double flops = experiment.model ? experiment.model->flops_per_sample(static_cast<std::size_t>(
                                              density_ * static_cast<double>(learner_->parameters())))
                                        : 0;
  try {
    experiment.compute.prepare(workers, static_cast<std::uint64_t>(experiment.seed), flops);
  } catch (const std::runtime_error& e) {
    const std::string_view text = e.what();  // "/compute/...: sentence"
    const std::size_t colon = text.find(": ");
    throw Misfit(std::string(text.substr(0, colon)), std::string(text.substr(colon + 2)));
  }
  if (experiment.faults)
    if (const auto wrong = experiment.faults->hopeless(workers))
      throw Misfit(fmt::format("/faults/{}", wrong->option), wrong->text);
  cluster_ = std::make_unique<Cluster>(clock_, *network_, experiment.compute, workers);
}

Simulation::~Simulation() { clock_.clear(); }

template <class T>
void Simulation::prepare_learner(Pool& pool, DataCache* shared) {
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
                                .workers = static_cast<int>(experiment_.workers),
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

// As far as it survives failures; whether that is to the limit in time. So a job that would have been over in an
// attempt that failed later, in the very interval in which it is stopped, counts as stopped: whether it would is known
// only after its clock has gone too far.
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
  const Time limit = experiment_.stop.time.value_or(Clock::kForever);
  if (!experiment_.faults) {
    if (!clock_.stopped())
      run_clock(limit);
    return finish(job, *running, interrupt);
  }
  const SurvivingHistory unknown(*experiment_.faults, cluster_->size(), static_cast<std::uint64_t>(experiment_.seed),
                                 limit);
  SurvivingHistory stopped = unknown, over = unknown;
  const bool out_of_time = run_clock(stopped);
  RunResult result = finish(job, *running, interrupt);
  const bool ended = !out_of_time && over.end_after(result.time);
  while (!ended && stopped.extend()) {
  }
  stretch(result, ended ? over : stopped, cluster_->timeline);
  return result;
}

RunResult Simulation::finish(Job& job, const Running& running, const std::atomic<bool>* interrupt) {
  RunResult result = job.finish();
  result.algorithm = running.algorithm();
  result.measures = running.measures();
  result.links = network_->link_use();
  if (interrupt && interrupt->load())
    result.outcome = Outcome::interrupted;
  for (Host host = 0; host < cluster_->size() + experiment_.strategy->servers(); ++host)
    result.traffic.push_back(network_->traffic(host));
  return result;
}

}  // namespace dawdle
