#include "sim/theory/learning_theory.hpp"

#include "analysis/averaging.hpp"
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
  // Of equal quadratics, the mean model takes the mean gradient's step, whoever holds which part of it.
  const bool mean_steps = shape.local ? shape.local->takes_mean : shape.synchronous;
  if (mean_steps || (shape.neighbours && !shape.neighbours->push_sum))
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

// Which assumption of exact dynamics does not hold; empty when all do.
std::string why_no_exact_dynamics(const Experiment& e) {
  const auto* bowl = dynamic_cast<const models::Quadratic*>(e.model.get());
  if (!bowl || bowl->rotated || !bowl->per_worker.empty() || bowl->noise_law != "additive" ||
      *std::min_element(bowl->curvature.begin(), bowl->curvature.end()) <= 0)
    return "exact on a quadratic with additive noise alone";
  if (!e.plain_sgd() || !constant(e.optimizer->learning_rate) || e.averaging.rule != "none")
    return "exact for plain SGD at a constant rate alone";
  if (e.compresses() || e.accumulation != 1)
    return "gradients are compressed or accumulated";
  return "";
}

// And of exact times of the updates.
std::string why_no_exact_times(const StepShape& shape, const ComputeTheory& compute, bool free) {
  if (shape.neighbours || (shape.local && shape.local->period > 1))
    return "exact where workers begin anew at every update";
  if (!compute.memoryless)
    return "exact for exponential compute times alone";
  return free ? "" : "exact where communication takes no time";
}

// The greatest rate at which neighbours who mix, then step, agree in any case: |mu - a| < 1 for all eigenvalues of W,
// which lie between 2 min W_ii - 1 and 1 (Gershgorin).
double agreement_limit(const Mixing& round) {
  double least = 1;
  for (int i = 0; i < round.workers(); ++i) {
    double own = 0;
    for (const Share& share : round.row(i))
      if (share.worker == i)
        own = share.weight;
    least = std::min(least, own);
  }
  return 2 * least;
}

bool is_ring_of_thirds(const Mixing& round) {
  const int n = round.workers();
  for (int i = 0; i < n; ++i) {
    const auto row = round.row(i);
    const auto next_to = [&](const Share& s) {
      return (s.worker - i + n + 1) % n <= 2 && std::abs(3 * s.weight - 1) < 1e-12;
    };
    if (row.size() != 3 || !std::all_of(row.begin(), row.end(), next_to))
      return false;
  }
  return n >= 3;
}

double noise_of_gradient(const Experiment& e, const models::Quadratic& bowl) {
  return bowl.noise / std::sqrt(static_cast<double>(e.local_batch()));
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
  if (knows_limit && (!limit || learning_rate >= *limit))
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
  if (!knows_limit)
    return {};
  if (how.fresh)
    return 2 / steepest;
  return how.gradients == 1 ? std::optional(analysis::asynchronous_limit(how.workers) / steepest) : std::nullopt;
}

Predicted<QuadraticSgd> quadratic_sgd(const Experiment& e, const RunSize& size, const StepShape& shape,
                                      const ComputeTheory& compute, bool free) {
  const std::string why = why_no_exact_dynamics(e), untimed = why_no_exact_times(shape, compute, free);
  const auto how = first_k(e, shape);
  if (!why.empty() || !how)
    return {.how = how ? why : "exact for updates that are the mean of the first K gradients alone"};
  if (!how->fresh && !untimed.empty())
    return {.how = untimed};  // who is stale, and by how much, depends on the times
  const auto& bowl = dynamic_cast<const models::Quadratic&>(*e.model);
  const double steepest = *std::max_element(bowl.curvature.begin(), bowl.curvature.end());
  if (shape.neighbours && !shape.neighbours->adapt_first)
    for (const Mixing& round : shape.neighbours->rounds)
      if (e.optimizer->learning_rate.base * steepest >= agreement_limit(round))
        return {.how = "exact below the rate 2 min W_ii / curvature, where neighbours surely agree"};
  QuadraticSgd out{.how = *how,
                   .untimed = untimed,
                   .knows_limit = !shape.neighbours,
                   .learning_rate = e.optimizer->learning_rate.base,
                   .noise = noise_of_gradient(e, bowl),
                   .compute = compute.mean.seconds,
                   .curvature = spread(bowl.curvature, size.parameters),
                   .from = spread(bowl.initial, size.parameters)};
  const std::vector<double> optimum = spread(bowl.optimum, size.parameters);
  for (std::size_t i = 0; i < optimum.size(); ++i) out.from[i] -= optimum[i];
  return {std::move(out), "second moments of the first-K recursion"};
}

Predicted<double> local_sgd_loss(const Experiment& e, const RunSize& size, const StepShape& shape) {
  const auto* bowl = dynamic_cast<const models::Quadratic*>(e.model.get());
  if (!bowl || bowl->per_worker.empty() || !shape.local || !shape.local->takes_mean)
    return {};
  if (bowl->rotated || bowl->noise > 0 || !e.plain_sgd() || !constant(e.optimizer->learning_rate))
    return {.how = "exact for plain SGD at a constant rate on quadratics without noise alone"};
  const std::size_t P = size.parameters, K = bowl->per_worker.size();
  const auto of = [P](const std::vector<double>& own, const std::vector<double>& all) {
    return spread(own.empty() ? all : own, P);
  };
  double loss = 0;
  for (std::size_t i = 0; i < P; ++i) {
    std::vector<double> curvature, optimum;
    for (const models::Quadratic::Own& own : bowl->per_worker) {
      curvature.push_back(of(own.curvature, bowl->curvature)[i]);
      optimum.push_back(of(own.optimum, bowl->optimum)[i]);
    }
    const double eta = e.optimizer->learning_rate.base;
    if (std::any_of(curvature.begin(), curvature.end(), [eta](double c) { return c <= 0 || eta * c >= 2; }))
      return {.how = "exact where 0 < rate x curvature < 2 for every worker"};
    const double end = analysis::local_sgd_fixed_point(curvature, optimum, eta, static_cast<int>(shape.local->period));
    for (std::size_t k = 0; k < K; ++k) loss += curvature[k] * std::pow(end - optimum[k], 2) / 2;
  }
  return {loss / static_cast<double>(K), "local steps end at sum q_i x*_i / sum q_i, q_i = 1 - (1 - a_i)^H"};
}

Predicted<double> consensus_distance(const Experiment& e, const RunSize& size, const StepShape& shape) {
  if (!shape.neighbours || e.workers == 1)
    return {};
  const std::string why = why_no_exact_dynamics(e);
  if (!why.empty())
    return {.how = why};
  if (shape.neighbours->adapt_first)
    return {.how = "exact where models are mixed before the gradient's step"};
  if (shape.neighbours->rounds.size() > 1 || !is_ring_of_thirds(shape.neighbours->rounds.front()))
    return {.how = "exact on a ring with weights 1/3 alone"};
  const auto& bowl = dynamic_cast<const models::Quadratic&>(*e.model);
  const double eta = e.optimizer->learning_rate.base, step_noise = eta * noise_of_gradient(e, bowl);
  double distance = 0;
  for (const double lambda : spread(bowl.curvature, size.parameters)) {
    if (eta * lambda >= 2.0 / 3)
      return {.how = "neighbours on a ring do not agree from the rate 2 / (3 curvature) on"};
    distance += step_noise * step_noise * analysis::ring_consensus_variance(static_cast<int>(e.workers), eta * lambda);
  }
  return {distance, "E |x_i - mean|^2, the modes of the ring"};
}

}  // namespace dawdle
