#include "analysis/fitting.hpp"
#include "analysis/order_statistics.hpp"

#include <doctest/doctest.h>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <boost/random/weibull_distribution.hpp>

#include <cmath>
#include <map>

using namespace dawdle::analysis;
using doctest::Approx;

namespace {

template <class Law>
std::vector<double> drawn(Law law, double shift = 0, int count = 20'000) {
  boost::random::mt19937_64 random(7);
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(shift + law(random));
  return out;
}

// Pareto times, P(T > t) = (minimum / t)^alpha.
std::vector<double> heavy(double alpha, double minimum) {
  std::vector<double> out = drawn(boost::random::uniform_real_distribution<>(0, 1));
  for (double& u : out) u = minimum * std::pow(1 - u, -1 / alpha);
  return out;
}

std::map<std::string, double> options_of(const FittedLaw& law) {
  return {law.parameters.begin(), law.parameters.end()};
}

void check_best(const std::vector<double>& times, const std::string& kind,
                const std::map<std::string, double>& options) {
  CAPTURE(kind);
  const std::vector<FittedLaw> laws = fit_laws(times);
  CHECK(laws.size() == 6);
  REQUIRE(laws.front().kind == kind);
  for (const auto& [name, value] : options_of(laws.front())) CHECK(value == Approx(options.at(name)).epsilon(0.02));
  CHECK(largest_difference(laws.front(), times) < 1.95 / std::sqrt(20'000.0));  // one in a thousand is more
  for (std::size_t i = 1; i < laws.size(); ++i)
    CHECK(largest_difference(laws[i], times) > largest_difference(laws.front(), times));
}

FittedLaw law_of(const std::vector<double>& times, const std::string& kind) {
  for (const FittedLaw& law : fit_laws(times))
    if (law.kind == kind)
      return law;
  FAIL(kind);
  return {};
}

}  // namespace

TEST_CASE("a law that made the times is found again, with its parameters") {
  check_best(drawn(boost::random::exponential_distribution<>(1 / 0.3), 0.7), "shifted_exponential",
             {{"shift", 0.7}, {"mean", 0.3}});
  check_best(drawn(boost::random::gamma_distribution<>(4, 0.25)), "gamma", {{"shape", 4}, {"mean", 1}});
  check_best(drawn(boost::random::lognormal_distribution<>(-1, 0.5)), "lognormal",
             {{"mean", std::exp(-1 + 0.125)}, {"sigma", 0.5}});
  check_best(drawn(boost::random::weibull_distribution<>(0.7, 2)), "weibull", {{"shape", 0.7}, {"scale", 2}});
  check_best(drawn(boost::random::weibull_distribution<>(6, 1e4)), "weibull", {{"shape", 6}, {"scale", 1e4}});
  check_best(drawn(boost::random::uniform_real_distribution<>(1, 3)), "uniform", {{"low", 1}, {"high", 3}});
  check_best(heavy(2.5, 0.02), "pareto", {{"alpha", 2.5}, {"minimum", 0.02}});
}

TEST_CASE("the likelihood is the largest there is") {
  const std::vector<double> times = {0.8, 1.1, 1.3, 2.4, 0.9, 1.7};
  // By hand: mean 41/30 = 1.3667, least 0.8.
  const FittedLaw exponential = law_of(times, "shifted_exponential");
  CHECK(exponential.log_likelihood == Approx(-6 * (std::log(8.2 / 6 - 0.8) + 1)).epsilon(1e-12));
  const FittedLaw uniform = law_of(times, "uniform");
  CHECK(uniform.log_likelihood == Approx(-6 * std::log(1.6)).epsilon(1e-12));
  CHECK(uniform.information() == Approx(4 + 12 * std::log(1.6)).epsilon(1e-12));
  // Any other gamma law of that mean has less.
  const auto of_shape = [&times](double k) {
    double sum = 0;
    for (double t : times)
      sum += (k - 1) * std::log(t) - t * k / (8.2 / 6) - std::lgamma(k) + k * std::log(k / (8.2 / 6));
    return sum;
  };
  const FittedLaw gamma = law_of(times, "gamma");
  const double k = options_of(gamma).at("shape");
  CHECK(gamma.log_likelihood == Approx(of_shape(k)).epsilon(1e-12));
  CHECK(of_shape(k) > of_shape(1.01 * k));
  CHECK(of_shape(k) > of_shape(0.99 * k));
}

TEST_CASE("the slowest of several takes as long as order statistics say") {
  const FittedLaw exponential = law_of(drawn(boost::random::exponential_distribution<>(2), 0.5), "shifted_exponential");
  const FittedLaw pareto = law_of(heavy(2.2, 1), "pareto");
  const FittedLaw uniform = law_of(drawn(boost::random::uniform_real_distribution<>(1, 3)), "uniform");
  const auto e = options_of(exponential), p = options_of(pareto), u = options_of(uniform);
  for (int n : {1, 2, 16, 1000}) {
    CAPTURE(n);
    CHECK(mean_of_slowest(exponential, n) == Approx(e.at("shift") + harmonic(n) * e.at("mean")).epsilon(1e-7));
    CHECK(mean_of_slowest(pareto, n) == Approx(pareto_kth(n, n, p.at("alpha"), p.at("minimum"))).epsilon(1e-5));
    CHECK(mean_of_slowest(uniform, n) ==
          Approx(u.at("low") + (u.at("high") - u.at("low")) * n / (n + 1.0)).epsilon(1e-7));
  }
  CHECK(std::isinf(mean_of_slowest(law_of(heavy(0.9, 1), "pareto"), 2)));
}

TEST_CASE("times that are all the same are constant") {
  const std::vector<double> times(5, 0.25);
  const std::vector<FittedLaw> laws = fit_laws(times);
  REQUIRE(laws.size() == 1);
  CHECK(laws[0].kind == "constant");
  CHECK(options_of(laws[0]).at("delay") == 0.25);
  CHECK(largest_difference(laws[0], times) == 0);
  CHECK(mean_of_slowest(laws[0], 8) == 0.25);
}

TEST_CASE("means differ where they do, and not by chance") {
  std::vector<std::vector<double>> groups;
  for (int g = 0; g < 8; ++g) {
    boost::random::mt19937_64 random(static_cast<std::uint64_t>(g));
    boost::random::exponential_distribution<> law(1);
    groups.emplace_back();
    for (int i = 0; i < 200; ++i) groups.back().push_back(law(random));
  }
  CHECK_FALSE(means_differ(groups));
  for (double& t : groups[3]) t *= 2;
  CHECK(means_differ(groups));
  CHECK_FALSE(means_differ(std::vector<std::vector<double>>{{1, 1}, {1, 1}}));
  CHECK(means_differ(std::vector<std::vector<double>>{{1, 1}, {2, 2}}));
  CHECK_FALSE(means_differ(std::vector<std::vector<double>>{{1, 3}}));
}

TEST_CASE("what a message costs is found from messages of any sizes") {
  std::vector<MeasuredMessage> messages;
  for (double bytes : {1e2, 1e3, 1e4, 1e5, 1e6, 1e7}) messages.push_back({bytes, 20e-6 + bytes / 1.25e9});
  const MessageCost cost = fit_messages(messages);
  CHECK(cost.alpha == Approx(20e-6).epsilon(1e-9));
  CHECK(cost.bandwidth == Approx(1.25e9).epsilon(1e-9));
  CHECK(cost.seconds(1e6) == Approx(20e-6 + 8e-4).epsilon(1e-9));
  // Bandwidth that falls with size: no latency is below nothing.
  CHECK(fit_messages(std::vector<MeasuredMessage>{{1e6, 1e-3}, {2e6, 3e-3}}).alpha == 0);
  CHECK(fit_messages(std::vector<MeasuredMessage>{{1e6, 1e-3}, {2e6, 1e-3}}).bandwidth == 0);
}
