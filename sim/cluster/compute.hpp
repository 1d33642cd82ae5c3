// How long a worker takes to compute one gradient.
//
//   T(worker, step, batch) = law_n(... law_1((per_batch + batch per_sample) / speed))
//
// where per_sample is flops_per_sample / flops if neither time is given. The laws of one gradient draw, in their order,
// from one stream that belongs to (seed, worker, step): a law appended to the list changes nothing before it.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/core/options.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace dawdle {

class ComputeModel {
 public:
  // Options, set by describe() or by hand. A list holds one value for all workers or one for each.
  std::optional<double> per_sample;  // seconds
  std::vector<double> per_batch;     // seconds; empty: not given
  double flops = 1e12;               // flop/s of a worker: about what a server's processor sustains
  std::vector<double> speed = {1};   // relative
  std::vector<std::unique_ptr<StragglerLaw>> stragglers;

  void describe(Fields& fields);

  // Called once, before the clock starts. Throws std::runtime_error with one line when the options do not fit the
  // number of workers, when a law refuses (StragglerLaw::prepare), or when nothing says how long a gradient takes. The
  // line starts with a JSON Pointer; the caller puts the scenario's file before it.
  void prepare(int workers, std::uint64_t seed, double flops_per_sample);

  // Seconds of the step-th gradient of `worker`, over `batch` samples: a pure function of its arguments and the seed.
  // Any thread may call it. REQUIRES: prepare(), 0 <= worker < workers.
  double seconds(int worker, std::uint64_t step, std::size_t batch) const;

 private:
  void prepare_law(std::size_t i, int workers);

  std::uint64_t seed_ = 0;
  double sample_seconds_ = 0;
};

}  // namespace dawdle
