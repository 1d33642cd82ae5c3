// Scenarios run in this process, from their text: what a test says is what a user would write.
#pragma once

#include "sim/scenario/scenario.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace dawdle {

// A change to a scenario: JSON Pointer and JSON text.
using Changes = std::vector<Override>;

inline Changes operator+(Changes a, const Changes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A number as JSON text that reads back as itself.
template <class T>
Override set(std::string pointer, T value) {
  return {std::move(pointer), fmt::format("{}", value)};
}

inline constexpr std::string_view time_alone = R"({
  "workers": 4,
  "model": { "kind": "none" },
  "strategy": { "kind": "sync_server" },
  "compute": { "per_batch": 0 },
  "network": { "kind": "instant" },
  "stop": { "updates": 1000 }
})";

// f(x) = x^2/2 from x = 1, free communication; the learning rate is then a = eta lambda.
inline constexpr std::string_view quadratic = R"({
  "workers": 4,
  "precision": "float64",
  "model": { "kind": "quadratic" },
  "optimizer": { "kind": "sgd", "learning_rate": 0.1, "batch": 1 },
  "strategy": { "kind": "async" },
  "compute": { "per_batch": 1 },
  "network": { "kind": "instant" },
  "stop": { "updates": 1000 },
  "record": { "evaluate_every": { "updates": 1 } }
})";

// Least squares with ten features, workers that straggle, free communication.
inline constexpr std::string_view regression = R"({
  "workers": 4,
  "precision": "float64",
  "data": { "kind": "linear", "samples": 500, "features": 10 },
  "model": { "kind": "linear_regression" },
  "optimizer": { "kind": "sgd", "learning_rate": 0.05, "batch": 8 },
  "strategy": { "kind": "sync_server" },
  "compute": { "per_sample": "10 us", "straggler": { "kind": "exponential", "mean": "1 ms" } },
  "network": { "kind": "instant" },
  "stop": { "updates": 120 },
  "record": { "evaluate_every": { "updates": 1 } }
})";

inline const Override exponential = {"/compute",
                                     R"({"per_batch": 0, "straggler": {"kind": "exponential", "mean": 1}})"};

// A sound scenario; any complaint about it fails the test.
inline std::unique_ptr<Scenario> parse(std::string_view text, const Changes& changes = {}) {
  std::vector<std::string> problems;
  std::unique_ptr<Scenario> scenario = parse_scenario(text, "test.json", changes, problems);
  for (const std::string& problem : problems) FAIL(problem);
  return scenario;
}

inline RunResult run(Scenario& scenario, int threads = 1) {
  Pool pool(threads);
  std::vector<std::string> problems;
  const std::unique_ptr<Simulation> simulation = prepare(scenario, pool, problems);
  for (const std::string& problem : problems) FAIL(problem);
  return simulation->run();
}

inline RunResult run(std::string_view text, const Changes& changes = {}, int threads = 1) {
  return run(*parse(text, changes), threads);
}

// measure(result) of runs that differ in their seed alone: independent samples.
template <class Measure>
std::vector<double> over_seeds(int runs, std::string_view text, const Changes& changes, Measure measure) {
  const std::unique_ptr<Scenario> scenario = parse(text, changes);
  std::vector<double> samples;
  for (int seed = 1; seed <= runs; ++seed) {
    scenario->experiment.seed = seed;
    samples.push_back(measure(run(*scenario)));
  }
  return samples;
}

inline double figure(const RunResult& result, const CurveRow& row, std::string_view name) {
  const auto at = std::find(result.figures.begin(), result.figures.end(), name);
  REQUIRE(at != result.figures.end());
  return row.figure[static_cast<std::size_t>(at - result.figures.begin())];
}

// A file with that content as long as the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_(std::filesystem::temp_directory_path() / fmt::format("dawdle-test-{}", ::getpid())) {
    std::ofstream(path_) << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// What a strategy, or failures, measured.
inline double measure(const RunResult& result, std::string_view name) {
  for (const auto& [key, value] : result.measures)
    if (key == name)
      return value;
  FAIL("no measure " << name);
  return 0;
}

// A figure along the curve.
inline std::vector<double> figures(const RunResult& result, std::string_view name) {
  std::vector<double> values;
  for (const CurveRow& row : result.curve) values.push_back(figure(result, row, name));
  return values;
}

}  // namespace dawdle
