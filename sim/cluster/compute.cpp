#include "sim/cluster/compute.hpp"

#include "sim/cluster/registry.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace dawdle {

namespace {

void check_length(std::string_view key, const std::vector<double>& list, int workers) {
  if (list.size() != 1 && list.size() != static_cast<std::size_t>(workers))
    throw std::runtime_error(
        fmt::format("/compute/{}: expected one number, or {} (one a worker), got {}", key, workers, list.size()));
}

double of(const std::vector<double>& list, int worker) {
  return list.size() == 1 ? list.front() : list[static_cast<std::size_t>(worker)];
}

}  // namespace

void ComputeModel::describe(Fields& fields) {
  fields.seconds("per_sample", per_sample, {.min = 0}, "Time for each sample of a gradient's batch.");
  fields.seconds("per_batch", per_batch, {.min = 0},
                 "Time for each gradient, whatever its batch; one value, or one for each worker.");
  fields.number("flops", flops, {.above = 0},
                "Speed in flop/s that the compute time follows from when neither per_sample nor per_batch is given.");
  fields.numbers("speed", speed, {.above = 0},
                 "Relative speed that compute time is divided by; one value, or one for each worker.");
  fields.kinds("straggler", stragglers, straggler_laws(),
               "What delays a gradient: a law, or a list of laws applied in order.");
}

void ComputeModel::prepare(int workers, std::uint64_t seed, double flops_per_sample) {
  if (!per_batch.empty())
    check_length("per_batch", per_batch, workers);
  check_length("speed", speed, workers);
  const bool timed = per_sample || !per_batch.empty();
  if (!timed && flops_per_sample == 0 && stragglers.empty())
    throw std::runtime_error("/compute: expected per_sample, per_batch or a straggler law, got none of them");
  seed_ = seed;
  sample_seconds_ = timed ? per_sample.value_or(0) : flops_per_sample / flops;
  for (std::size_t i = 0; i < stragglers.size(); ++i) prepare_law(i, workers);
}

// A law does not know where in the scenario it stands; this adds it.
void ComputeModel::prepare_law(std::size_t i, int workers) {
  try {
    stragglers[i]->prepare(workers);
  } catch (const std::runtime_error& error) {
    const std::string index = stragglers.size() > 1 ? fmt::format("/{}", i) : "";
    throw std::runtime_error(fmt::format("/compute/straggler{}: {}", index, error.what()));
  }
}

double ComputeModel::seconds(int worker, std::uint64_t step, std::size_t batch) const {
  const double fixed = per_batch.empty() ? 0 : of(per_batch, worker);
  double time = (fixed + static_cast<double>(batch) * sample_seconds_) / of(speed, worker);
  Stream random = stream(seed_, Purpose::straggler, static_cast<std::uint64_t>(worker), step);
  const Draw draw = {worker, step, random};
  for (const auto& law : stragglers) time = law->seconds(time, draw);
  return time;
}

}  // namespace dawdle
