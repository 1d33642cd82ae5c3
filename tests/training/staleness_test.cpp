// How stale the gradients of asynchronous workers are.
#include "tests/training/run_scenario.hpp"
#include "tests/training/statistics.hpp"

#include <numeric>

using namespace dawdle;

namespace {

const Override async = {"/strategy/kind", "async"};

double mean_staleness(const RunResult& r) {
  double sum = 0, gradients = 0;
  for (const StalenessSummary& own : r.staleness) {
    sum += own.sum;
    gradients += static_cast<double>(own.gradients);
  }
  return sum / gradients;
}

// The part of the gradients with staleness at least k.
double tail(const RunResult& r, std::size_t k) {
  const auto& counts = r.staleness_counts;
  const std::size_t from = std::min(k, counts.size());
  const auto first = counts.begin() + static_cast<std::ptrdiff_t>(from);
  return static_cast<double>(std::accumulate(first, counts.end(), std::uint64_t{0})) / static_cast<double>(r.updates);
}

// Exponential workers with these rates: worker 0's law, stretched for each of the others.
Changes with_rates(const std::vector<double>& rates) {
  std::string laws = R"({"kind": "exponential", "mean": 1})";
  for (std::size_t i = 0; i < rates.size(); ++i)
    laws += fmt::format(R"(, {{"kind": "slow_workers", "workers": [{}], "slowdown": {}}})", i, 1 / rates[i]);
  return {async, {"/compute/straggler", "[" + laws + "]"}, set("/workers", rates.size())};
}

// P(tau >= k) of all gradients together: worker i makes mu_i/R of them, with tails (1 - mu_i/R)^k.
double exact_tail(const std::vector<double>& rates, std::size_t k) {
  const double all = std::accumulate(rates.begin(), rates.end(), 0.0);
  double sum = 0;
  for (double rate : rates) sum += rate / all * std::pow(1 - rate / all, static_cast<double>(k));
  return sum;
}

void check_staleness_law(const std::vector<double>& rates, const std::vector<std::size_t>& ks) {
  CAPTURE(rates.size());
  std::vector<RunResult> results;
  over_seeds(20, time_alone, with_rates(rates) + Changes{set("/stop/updates", 30000)}, [&](const RunResult& r) {
    results.push_back(r);
    return 0;
  });
  const auto samples = [&](auto measure) {
    std::vector<double> out;
    for (const RunResult& r : results) out.push_back(measure(r));
    return out;
  };
  for (std::size_t k : ks) {
    CAPTURE(k);
    check_4_sigma(samples([k](const RunResult& r) { return tail(r, k); }), exact_tail(rates, k));
  }
  const double all = std::accumulate(rates.begin(), rates.end(), 0.0);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    CAPTURE(i);
    check_4_sigma(samples([i](const RunResult& r) { return r.staleness[i].mean(); }), all / rates[i] - 1);
  }
}

}  // namespace

// Laws of finite variance: under others one gradient still under way at the end can outweigh the tolerance.
TEST_CASE("T10: the mean staleness of asynchronous SGD is P-1 under any law and network") {
  const std::vector<std::string> laws = {
      R"({"kind": "exponential", "mean": 1})", R"({"kind": "pareto", "alpha": 2.5, "minimum": 1})",
      R"({"kind": "two_point", "probability": 0.1, "slowdown": 20})", R"({"kind": "uniform", "high": 3})"};
  for (const std::string network : {R"({"kind": "instant"})", R"({"kind": "star", "bandwidth": 1e6})"})
    for (const std::string& law : laws)
      for (int P : {2, 3, 8, 32}) {
        CAPTURE(network);
        CAPTURE(law);
        CAPTURE(P);
        const Changes changes = {async,
                                 {"/network", network},
                                 {"/compute/straggler", law},
                                 set("/compute/per_batch", 0.5),
                                 set("/model/gradient_bytes", 1e5),
                                 set("/model/parameter_bytes", 2e5),
                                 set("/workers", P),
                                 set("/stop/updates", 40000 + 4000 * P)};
        CHECK(std::abs(mean_staleness(run(time_alone, changes)) / (P - 1) - 1) < 1e-3);
      }
}

TEST_CASE("T12: the staleness of exponential workers is geometric") {
  CHECK(exact_tail(std::vector<double>(8, 1.0), 3) == doctest::Approx(0.669922).epsilon(1e-6));
  check_staleness_law(std::vector<double>(8, 1.0), {1, 3, 8, 16});
  check_staleness_law(std::vector<double>(3, 1.0), {1, 2, 5});
}

TEST_CASE("T12: a worker's staleness follows its share of the rates") {
  check_staleness_law({1, 1, 1, 1, 4}, {1, 3, 8});
  check_staleness_law({1, 2, 5}, {1, 2, 4});
}

TEST_CASE("equal deterministic workers take turns: every staleness is P-1 after the first round") {
  for (int P : {1, 2, 5}) {
    CAPTURE(P);
    const RunResult r =
        run(time_alone, {async, set("/compute/per_batch", 1), set("/workers", P), set("/stop/updates", 100 * P)});
    for (const StalenessSummary& own : r.staleness) CHECK(own.most == static_cast<std::uint64_t>(P - 1));
    CHECK(r.staleness_counts[static_cast<std::size_t>(P) - 1] == static_cast<std::uint64_t>(99 * P + 1));
  }
}
