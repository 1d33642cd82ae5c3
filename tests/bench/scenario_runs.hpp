// Scenarios as the bench runs them: by the simulator, or as a bare loop of the same gradients and steps.
#pragma once

#include "models/aligned.hpp"
#include "models/kernels.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/bench/measure.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

struct Ready {
  std::unique_ptr<dawdle::Scenario> scenario;
  std::unique_ptr<dawdle::Simulation> simulation;
};

inline Ready ready(const std::string& json, dawdle::Pool& pool) {
  std::vector<std::string> problems;
  Ready out;
  out.scenario = dawdle::parse_scenario(json, "bench.json", {}, problems);
  if (out.scenario)
    out.simulation = dawdle::prepare(*out.scenario, pool, problems);
  if (!problems.empty())
    throw std::runtime_error(problems.front());
  return out;
}

// Only the run is measured, not the reading of data.
inline Seconds run(const std::string& json, int threads) {
  dawdle::Pool pool(threads);
  const Ready r = ready(json, pool);
  return measure([&] { r.simulation->run(); });
}

// The scenario's kernels and samples without clock, network or strategy: `models` models take steps of plain SGD in
// turn, each in place and in one pass, each by its own gradient.
class BareLoop {
  using Parameters = models::AlignedVector<float>;

 public:
  explicit BareLoop(const std::string& json, std::size_t models = 1) : models_(models) {
    std::vector<std::string> problems;
    scenario_ = dawdle::parse_scenario(json, "bench.json", {}, problems);
    if (!problems.empty())
      throw std::runtime_error(problems.front());
    auto data = std::make_shared<models::Split<float>>();
    dawdle::Experiment& e = scenario_->experiment;
    e.data->load(*data, 1);
    data_ = data;
    objective_ = e.model->bind(data_, 1);
  }

  Seconds run(std::size_t updates) {
    const dawdle::Experiment& e = scenario_->experiment;
    const auto workers = static_cast<std::size_t>(e.workers);
    std::vector<Parameters> x(models_, Parameters(objective_->size()));
    for (Parameters& own : x) objective_->initialise(own);
    std::vector<float> numbers;
    std::vector<std::uint32_t> rows;
    return measure([&] {
      dawdle::Sampler sampler(e.sampling, dawdle::samples_of(data_->train), static_cast<int>(workers),
                              e.gradient_samples(), 1);
      for (std::size_t t = 0; t < updates; ++t) {
        Parameters& own = x[t % models_];
        const models::Batch batch = sampler.batch(static_cast<int>(t % workers), t / workers, rows);
        if (!step(own, batch, numbers))
          throw std::runtime_error("the bare loop diverged");
      }
    });
  }

  // In one pass where the model has that, in place.
  bool step(std::span<float> x, const models::Batch& batch, std::vector<float>& numbers) const {
    const std::size_t factors = objective_->factors(batch.size);
    numbers.resize(factors > 0 ? factors : x.size());
    if (factors > 0)
      objective_->factored_gradient(x, batch, numbers);
    else
      objective_->gradient(x, batch, numbers);
    return factors > 0 ? objective_->step_along(numbers, batch, 0.01, x, x)
                       : models::sgd_step<float>({.learning_rate = 0.01}, x, numbers, {}, x);
  }

  // Flops of an update: two products with the weights (forward, and the gradient of the weights), two flops each. What
  // later layers pass back is left out.
  double flops() const {
    return 4.0 * static_cast<double>(objective_->size()) *
           static_cast<double>(scenario_->experiment.gradient_samples());
  }

 private:
  std::size_t models_;
  std::unique_ptr<dawdle::Scenario> scenario_;
  std::shared_ptr<const models::Split<float>> data_;
  std::unique_ptr<models::Objective<float>> objective_;
};

}  // namespace bench
