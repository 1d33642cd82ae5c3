#include "sim/cli/learning_theory.hpp"

#include "analysis/sgd_dynamics.hpp"
#include "analysis/sgd_rates.hpp"
#include "analysis/staleness.hpp"
#include "models/objectives/quadratic.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace dawdle {

namespace {

// Whose gradients an update has, if that is all there is to the strategy's mathematics.
std::optional<analysis::FirstK> first_k(const Experiment& e, const StepShape& shape) {
  const int P = static_cast<int>(e.workers);
  if (shape.server && shape.server->reduce != "mean")
    return {};
  if (shape.synchronous)
    return analysis::k_sync(P, P);
  if (!shape.server || shape.staleness)
    return {};
  const FirstGradients first = shape.first.value_or(FirstGradients{});
  if (first.weighted)
    return {};
  return analysis::FirstK{P, static_cast<int>(first.count), first.distinct, first.fresh};
}

// One value for every coordinate from a list that has it, or one for all.
std::vector<double> spread(const std::vector<double>& values, std::size_t coordinates) {
  return values.size() == 1 ? std::vector<double>(coordinates, values.front()) : values;
}

bool constant(const models::LearningRate& rate) {
  return rate.scaling == "none" && rate.warmup == 0 && dynamic_cast<const models::ConstantSchedule*>(&*rate.schedule);
}

// Which assumption of an exact loss does not hold; empty when all do.
std::string why_no_exact_loss(const Experiment& e, const ComputeTheory& compute, bool free) {
  const auto* bowl = dynamic_cast<const models::Quadratic*>(e.model.get());
  if (!bowl || bowl->rotated || !bowl->per_worker.empty() || bowl->noise_law != "additive" ||
      *std::min_element(bowl->curvature.begin(), bowl->curvature.end()) <= 0)
    return "exact on a quadratic with additive noise alone";
  if (!e.plain_sgd() || !constant(e.optimizer->learning_rate) || e.averaging.rule != "none")
    return "exact for plain SGD at a constant rate alone";
  if (e.compresses() || e.accumulation != 1)
    return "gradients are compressed or accumulated";
  if (!compute.memoryless)
    return "exact for exponential compute times alone";
  return free ? "" : "exact where communication takes no time";
}

}  // namespace

Predicted<double> mean_staleness(const Experiment& e, const StepShape& shape) {
  if (shape.synchronous || !shape.server || shape.staleness || (shape.first && shape.first->fresh))
    return {};
  if (shape.server->update_time > 0 || shape.server->servers > 1)
    return {.how = "gradients wait for the server between their arrival and the update"};
  const FirstGradients first = shape.first.value_or(FirstGradients{});
  const int P = static_cast<int>(e.workers), K = static_cast<int>(first.count);
  if (first.distinct)
    return {analysis::k_async_mean_staleness(P, K), "P/K - 1, whatever the law"};
  return {analysis::batch_async_mean_staleness(P, K), "(P-1)/K, whatever the law"};
}

Predicted<std::vector<double>> staleness_law(const Experiment& e, const StepShape& shape, const ComputeTheory& compute,
                                             bool free) {
  const auto how = first_k(e, shape);
  if (!how || how->fresh || how->gradients > 1)
    return {.how = "geometric where every gradient is an update of its own"};
  if (!compute.memoryless || !free)
    return {.how = "geometric for exponential compute times and free communication alone"};
  const std::vector<double> rates(static_cast<std::size_t>(e.workers), 1.0);
  const double all = static_cast<double>(e.workers);
  const int largest = e.workers == 1 ? 0 : static_cast<int>(std::log(1e-3) / std::log1p(-1 / all));
  return {analysis::staleness_law(rates, largest), "geometric: exponential compute times"};
}

// The recursion is linear: what is left of the beginning and what the noise adds are computed apart.
std::vector<double> QuadraticSgd::loss(std::span<const double> seconds) const {
  std::vector<double> in_means;  // of a gradient's time
  for (const double t : seconds) in_means.push_back(t / compute);
  std::map<double, double> begins;  // by curvature: the sum of squares at the start, and how many coordinates
  std::map<double, int> coordinates;
  for (std::size_t i = 0; i < curvature.size(); ++i) {
    begins[curvature[i]] += from[i] * from[i];
    ++coordinates[curvature[i]];
  }
  std::vector<double> out(seconds.size());
  for (const auto& [lambda, begin] : begins) {
    const double step = learning_rate * lambda, s2 = std::pow(learning_rate * noise, 2);
    const auto left = analysis::first_k_moments(in_means, how, step, 0);
    const auto noisy = analysis::first_k_moments(in_means, how, step, s2);
    const int n = coordinates[lambda];
    for (std::size_t t = 0; t < out.size(); ++t)
      out[t] += lambda / 2 * (n * noisy[t].square + (begin - n) * left[t].square);
  }
  return out;
}

std::optional<double> QuadraticSgd::floor() const {
  const std::optional<double> limit = learning_rate_limit();
  if (!limit || learning_rate >= *limit)
    return {};
  double loss = 0;
  for (const double lambda : curvature) {
    const double a = learning_rate * lambda, s2 = std::pow(learning_rate * noise, 2);
    loss += lambda / 2 *
            (how.fresh ? analysis::synchronous_floor(a, s2 / how.gradients)
                       : s2 * analysis::asynchronous_variance(a, how.workers));
  }
  return loss;
}

std::optional<double> QuadraticSgd::learning_rate_limit() const {
  const double steepest = *std::max_element(curvature.begin(), curvature.end());
  if (how.fresh)
    return 2 / steepest;
  return how.gradients == 1 ? std::optional(analysis::asynchronous_limit(how.workers) / steepest) : std::nullopt;
}

Predicted<QuadraticSgd> quadratic_sgd(const Experiment& e, const RunSize& size, const StepShape& shape,
                                      const ComputeTheory& compute, bool free) {
  const std::string why = why_no_exact_loss(e, compute, free);
  const auto how = first_k(e, shape);
  if (!why.empty() || !how)
    return {.how = how ? why : "exact for updates that are the mean of the first K gradients alone"};
  const auto& bowl = dynamic_cast<const models::Quadratic&>(*e.model);
  QuadraticSgd out{.how = *how,
                   .learning_rate = e.optimizer->learning_rate.base,
                   .noise = bowl.noise / std::sqrt(static_cast<double>(e.local_batch())),
                   .compute = compute.mean.seconds,
                   .curvature = spread(bowl.curvature, size.parameters),
                   .from = spread(bowl.initial, size.parameters)};
  const std::vector<double> optimum = spread(bowl.optimum, size.parameters);
  for (std::size_t i = 0; i < optimum.size(); ++i) out.from[i] -= optimum[i];
  return {std::move(out), "second moments of the first-K recursion"};
}

}  // namespace dawdle
