#include "sim/theory/compute_theory.hpp"

#include "analysis/order_statistics.hpp"
#include "analysis/waiting.hpp"
#include "sim/cluster/stragglers/constant.hpp"
#include "sim/cluster/stragglers/exponential.hpp"
#include "sim/cluster/stragglers/failures.hpp"
#include "sim/cluster/stragglers/pareto.hpp"
#include "sim/cluster/stragglers/slow_workers.hpp"
#include "sim/cluster/stragglers/trace.hpp"
#include "sim/cluster/stragglers/two_point.hpp"
#include "sim/cluster/stragglers/uniform.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace dawdle {

namespace {

using Laws = std::vector<std::unique_ptr<StragglerLaw>>;

// Steps that no run gets to: what is averaged over them is independent of what a run of the same seed meets.
constexpr std::uint64_t kFirstStep = std::uint64_t{1} << 40;

template <class Law>
const Law* as(const StragglerLaw& law) {
  return dynamic_cast<const Law*>(&law);
}

bool is_fixed(const StragglerLaw& law) { return as<straggler::Constant>(law) || as<straggler::SlowWorkers>(law); }
// Has a density; a trace that follows would replace it, but then workers are not alike.
bool is_spread(const StragglerLaw& law) {
  return !is_fixed(law) && !as<straggler::TwoPoint>(law) && !as<straggler::Failures>(law) && !as<straggler::Trace>(law);
}
bool singles_out_workers(const StragglerLaw& law) {
  return as<straggler::SlowWorkers>(law) || as<straggler::Trace>(law);
}

double mean_of(const std::vector<double>& times) {
  return std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
}
double kth_of(std::vector<double>& times, std::int64_t k) {
  std::nth_element(times.begin(), times.begin() + (k - 1), times.end());
  return times[static_cast<std::size_t>(k - 1)];
}

// Of each worker's gradient, which may be several batches'.
std::vector<double> draw(const Experiment& e, std::uint64_t step) {
  const auto batches = static_cast<std::uint64_t>(e.accumulation);
  std::vector<double> times(static_cast<std::size_t>(e.workers));
  for (int worker = 0; worker < e.workers; ++worker)
    for (std::uint64_t i = 0; i < batches; ++i)
      times[static_cast<std::size_t>(worker)] += e.compute.seconds(worker, step * batches + i, e.local_batch());
  return times;
}

// Each worker's mean over several steps.
std::vector<double> draw_means(const Experiment& e, std::uint64_t step, std::int64_t each) {
  std::vector<double> means = draw(e, step);
  for (std::int64_t h = 1; h < each; ++h) {
    const std::vector<double> more = draw(e, step + static_cast<std::uint64_t>(h));
    std::transform(means.begin(), means.end(), more.begin(), means.begin(), std::plus<>());
  }
  for (double& mean : means) mean /= static_cast<double>(each);
  return means;
}

// Seconds of a gradient before the laws, of workers that are all alike.
double base_seconds(const Experiment& e, const RunSize& size) {
  const ComputeModel& given = e.compute;
  const double flops = e.model ? e.model->flops_per_sample(size.parameters) : 0;
  if (!given.per_sample && given.per_batch.empty() && flops == 0)
    return 0;
  ComputeModel bare;
  bare.per_sample = given.per_sample;
  bare.per_batch = given.per_batch;
  bare.flops = given.flops;
  bare.speed = given.speed;
  bare.prepare(1, 0, flops);
  return bare.seconds(0, 0, e.local_batch());
}

struct ClosedForm {
  double mean, awaited;
  std::string_view law;
};

// Of P alike workers whose gradients take `base` seconds and one law, all of them having done H.
std::optional<ClosedForm> closed_form_of_means(const StragglerLaw& law, double base, int P, int H) {
  const auto* e = as<straggler::Exponential>(law);
  if (!e)
    return {};
  const auto* shifted = as<straggler::ShiftedExponential>(law);
  const double least = base + (shifted ? shifted->shift : 0);
  return ClosedForm{least + e->mean, least + analysis::periodic_averaging_step(P, H, 0, e->mean), "exponential"};
}

// Of P alike workers whose gradients take `base` seconds and one law, and the first k of these.
std::optional<ClosedForm> closed_form(const StragglerLaw& law, double base, int P, int k) {
  using namespace analysis;
  if (const auto* e = as<straggler::Exponential>(law)) {
    const auto* shifted = as<straggler::ShiftedExponential>(law);
    const double least = base + (shifted ? shifted->shift : 0);
    return ClosedForm{least + e->mean, least + exponential_kth(P, k, e->mean), "exponential"};
  }
  if (const auto* u = as<straggler::Uniform>(law))
    return ClosedForm{base + (u->low + u->high) / 2, base + u->low + (u->high - u->low) * k / (P + 1.0), "uniform"};
  if (const auto* p = as<straggler::Pareto>(law); p && p->alpha > 1)
    return ClosedForm{base + pareto_kth(1, 1, p->alpha, p->minimum), base + pareto_kth(P, k, p->alpha, p->minimum),
                      "Pareto"};
  if (const auto* t = as<straggler::TwoPoint>(law); t && t->slowdown >= 1 && k == P)
    return ClosedForm{base * two_point_slowest(1, t->probability, t->slowdown),
                      base * two_point_slowest(P, t->probability, t->slowdown), "two-point"};
  return {};
}

// Empty when means exist.
std::string why_no_mean(const Laws& laws) {
  for (const auto& law : laws) {
    if (const auto* p = as<straggler::Pareto>(*law); p && p->alpha <= 1)
      return "the mean of a Pareto delay is infinite at alpha <= 1";
    if (const auto* t = as<straggler::Trace>(*law); t && !t->repeat)
      return "a trace that does not repeat has no steady state";
  }
  return "";
}

bool has_no_least_time(const Laws& laws, double base) {
  const bool shifted = laws.size() != 1 || as<straggler::ShiftedExponential>(*laws.front());
  return !shifted && base == 0 && as<straggler::Exponential>(*laws.front());
}

}  // namespace

std::vector<double> fixed_times(const Experiment& e) { return draw(e, 0); }

Expectation expectation(const Experiment& e, bool fixed, const std::function<double(std::vector<double>&)>& figure,
                        std::int64_t each) {
  if (fixed) {
    std::vector<double> times = fixed_times(e);
    return {figure(times), "nothing is random"};
  }
  const int rounds = std::clamp(static_cast<int>(400'000 / e.workers / each), 20, 40'000);
  double sum = 0, squares = 0;
  for (int i = 0; i < rounds; ++i) {
    std::vector<double> times = draw_means(e, kFirstStep + static_cast<std::uint64_t>(i * each), each);
    const double x = figure(times);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / rounds;
  const double variance = std::max(0.0, squares / rounds - mean * mean);
  return {mean, fmt::format("Monte Carlo, {} draws, standard error {:.1g} s", rounds, std::sqrt(variance / rounds))};
}

ComputeTheory compute_theory(const Experiment& e, const RunSize& size, std::int64_t k, std::int64_t each) {
  const Laws& laws = e.compute.stragglers;
  const auto any = [&laws](const auto& what) {
    return std::any_of(laws.begin(), laws.end(), [&](const auto& law) { return what(*law); });
  };
  ComputeTheory out;
  out.unknown = why_no_mean(laws);
  if (!out.unknown.empty())
    return out;
  out.spread = any(is_spread);
  out.fixed = !any([](const StragglerLaw& law) { return !is_fixed(law); });
  out.alike = e.compute.per_batch.size() <= 1 && e.compute.speed.size() == 1 && !any(singles_out_workers);
  const double base = out.alike ? base_seconds(e, size) : 0;
  const bool one_batch = e.accumulation == 1;
  out.memoryless = out.alike && one_batch && has_no_least_time(laws, base);
  std::optional<ClosedForm> exact;
  const int P = static_cast<int>(e.workers);
  if (!out.fixed && out.alike && one_batch && laws.size() == 1)
    exact = each > 1 ? closed_form_of_means(*laws.front(), base, P, static_cast<int>(each))
                     : closed_form(*laws.front(), base, P, static_cast<int>(k));
  if (exact) {
    out.mean = {exact->mean, fmt::format("{} law", exact->law)};
    out.awaited = {exact->awaited, fmt::format("{} law, order statistics", exact->law)};
  } else {
    out.mean = expectation(e, out.fixed, mean_of);
    out.awaited = expectation(
        e, out.fixed, [k](std::vector<double>& times) { return kth_of(times, k); }, each);
  }
  return out;
}

}  // namespace dawdle
