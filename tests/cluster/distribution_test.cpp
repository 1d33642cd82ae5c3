// Each law has the distribution its file names: moments, the whole distribution function, and its very bits.
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <bit>
#include <functional>

using namespace dawdle;

namespace {

struct Distribution {
  FakeFields law;
  double mean, variance;                // of the delay
  std::function<double(double)> below;  // P(delay <= t)
  std::uint64_t bits;                   // hash_bits of the first 10,000 draws

  const std::string& kind() const { return std::get<std::string>(law.values.at("kind")); }
};

std::vector<Distribution> distributions() {
  const double weibull_mean = std::tgamma(1.5);  // of scale 1, shape 2
  return {
      {.law = {{"kind", "uniform"}, {"low", 1.0}, {"high", 3.0}},
       .mean = 2,
       .variance = 1.0 / 3,
       .below = [](double t) { return (t - 1) / 2; },
       .bits = 0x9a279fab384b69ed},
      {.law = {{"kind", "exponential"}, {"mean", 2.0}},
       .mean = 2,
       .variance = 4,
       .below = [](double t) { return -std::expm1(-t / 2); },
       .bits = 0x6efdb9071fa53557},
      {.law = {{"kind", "shifted_exponential"}, {"shift", 1.0}, {"mean", 0.5}},
       .mean = 1.5,
       .variance = 0.25,
       .below = [](double t) { return -std::expm1(-2 * (t - 1)); },
       .bits = 0xac44b37e2e24f08a},
      {.law = {{"kind", "gamma"}, {"shape", 2.5}, {"mean", 5.0}},
       .mean = 5,
       .variance = 10,
       .below = [](double t) { return boost::math::gamma_p(2.5, t / 2); },
       .bits = 0xb8ff53cae2b1b63e},
      {.law = {{"kind", "gamma"}, {"shape", 0.5}, {"mean", 1.0}},
       .mean = 1,
       .variance = 2,
       .below = [](double t) { return boost::math::gamma_p(0.5, t / 2); },
       .bits = 0x907c0b796e1795b7},
      {.law = {{"kind", "lognormal"}, {"mean", 3.0}, {"sigma", 0.5}},
       .mean = 3,
       .variance = 9 * std::expm1(0.25),
       .below = [](double t) { return std::erfc(-(std::log(t / 3) + 0.125) / 0.5 / std::sqrt(2)) / 2; },
       .bits = 0xf65f25d22468121d},
      {.law = {{"kind", "weibull"}, {"shape", 2.0}, {"scale", 3.0}},
       .mean = 3 * weibull_mean,
       .variance = 9 * (1 - weibull_mean * weibull_mean),
       .below = [](double t) { return -std::expm1(-t * t / 9); },
       .bits = 0xca344440716c125b},
      {.law = {{"kind", "pareto"}, {"alpha", 10.0}, {"minimum", 2.0}},
       .mean = 20.0 / 9,
       .variance = 4 * 10 / (81.0 * 8),
       .below = [](double t) { return 1 - std::pow(2 / t, 10); },
       .bits = 0x55ab478a75301a3f},
  };
}

// The largest distance between the empirical and the exact distribution function.
double kolmogorov_smirnov(std::vector<double> x, const std::function<double(double)>& below) {
  std::ranges::sort(x);
  const auto n = static_cast<double>(x.size());
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = below(x[i]);
    distance = std::max({distance, exact - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - exact});
  }
  return distance;
}

// FNV-1a over the words.
std::uint64_t hash_bits(const std::vector<double>& x) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const double value : x) hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3;
  return hash;
}

}  // namespace

TEST_CASE("the mean and variance of each delay are those of its closed form") {
  for (const Distribution& d : distributions()) {
    CAPTURE(d.kind());
    const std::vector<double> x = draws(compute_with({d.law}), 200'000);
    check_mean(x, d.mean, 0.005 * d.mean);
    const double variance = moment(x, d.mean, 2);
    const double error = std::sqrt((moment(x, d.mean, 4) - variance * variance) / static_cast<double>(x.size()));
    CHECK(std::abs(variance - d.variance) <= 4 * error);
  }
}

TEST_CASE("each delay passes a Kolmogorov-Smirnov test at the 0.1 % level") {
  for (const Distribution& d : distributions()) {
    CAPTURE(d.kind());
    const std::vector<double> x = draws(compute_with({d.law}), 100'000);
    CHECK(kolmogorov_smirnov(x, d.below) * std::sqrt(static_cast<double>(x.size())) < 1.95);
  }
}

TEST_CASE("draws across workers have the same distribution as draws across steps") {
  constexpr int workers = 100'000;
  const ComputeModel compute = compute_with({{{"kind", "exponential"}, {"mean", 1.0}}}, 0, workers);
  std::vector<double> x;
  for (int worker = 0; worker < workers; ++worker) x.push_back(compute.seconds(worker, 7, 1));
  CHECK(kolmogorov_smirnov(x, [](double t) { return -std::expm1(-t); }) * std::sqrt(1.0 * workers) < 1.95);
}

TEST_CASE("consecutive steps and neighbouring workers are uncorrelated") {
  const ComputeModel compute = compute_with({{{"kind", "exponential"}, {"mean", 1.0}}});
  std::vector<double> across_steps, across_workers;
  for (std::uint64_t step = 0; step < 100'000; ++step) {
    const double here = compute.seconds(0, step, 1) - 1;
    across_steps.push_back(here * (compute.seconds(0, step + 1, 1) - 1));
    across_workers.push_back(here * (compute.seconds(1, step, 1) - 1));
  }
  check_mean(across_steps, 0, 0.004);
  check_mean(across_workers, 0, 0.004);
}

TEST_CASE("each law draws the same bits on every machine and compiler") {
  for (const Distribution& d : distributions()) {
    CAPTURE(d.kind());
    CHECK(hash_bits(draws(compute_with({d.law}), 10'000)) == d.bits);
  }
}

TEST_CASE("a constant law adds its delay and a two-point law stretches with its probability") {
  CHECK(compute_with({{{"kind", "constant"}, {"delay", 0.25}}}, 2).seconds(3, 9, 1) == 2.25);

  const FakeFields law{{"kind", "two_point"}, {"probability", 0.3}, {"slowdown", 5.0}};
  std::vector<double> slow = draws(compute_with({law}, 2), 100'000);
  for (double& time : slow) time = (time - 2) / 8;
  CHECK(std::ranges::all_of(slow, [](double value) { return value == 0 || value == 1; }));
  check_mean(slow, 0.3, 0.0015);
}

TEST_CASE("a Pareto law of infinite mean still draws finite times") {
  const FakeFields law{{"kind", "pareto"}, {"alpha", 0.1}, {"minimum", 1.0}};
  CHECK(std::ranges::all_of(draws(compute_with({law}), 100'000), [](double time) { return std::isfinite(time); }));
}
