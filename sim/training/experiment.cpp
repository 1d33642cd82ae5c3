#include "sim/training/experiment.hpp"

#include "sim/cluster/registry.hpp"
#include "sim/cluster/stragglers/failures.hpp"
#include "sim/network/star.hpp"
#include "sim/training/parts.hpp"

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
  else if (strategy && !strategy->sends_each_gradient() && compresses())
    fields.complain("compression", "none: the strategy adds gradients up before it sends them");
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
  if (stop.loss && record.target_loss && *record.target_loss < *stop.loss)
    fields.complain("record", "a target_loss that is reached before the run stops at its loss");
  if (stop.accuracy && record.target_accuracy && *record.target_accuracy > *stop.accuracy)
    fields.complain("record", "a target_accuracy that is reached before the run stops at its accuracy");
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
  fields.integer("batch", batch, {.min = 1, .max = 1e9},
                 "samples of one worker's gradient; 32 unless effective_batch is given");
  fields.integer("effective_batch", effective_batch, {.min = 1, .max = 1e9},
                 "samples of all workers' gradients together: sets batch to this / workers");
  fields.integer("accumulation", accumulation, {.min = 1, .max = 1e6},
                 "batches that a worker computes, one after another, for one gradient");
  if (!batch && !effective_batch)
    batch = kBatch;
  if (batch && effective_batch)
    fields.complain("effective_batch", "either batch or effective_batch");
  else if (effective_batch && *effective_batch % (workers * accumulation) != 0)
    fields.complain("effective_batch", accumulation == 1 ? fmt::format("a multiple of the {} workers", workers)
                                                         : fmt::format("a multiple of {} workers x accumulation {}",
                                                                       workers, accumulation));
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

}  // namespace dawdle
