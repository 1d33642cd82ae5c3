// What the straggler laws ask of a scenario.
#include "sim/cluster/registry.hpp"
#include "tests/cluster/fake_fields.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace dawdle;

namespace {

std::vector<std::string> complaints(FakeFields fields) {
  for (const auto& entry : straggler_laws())
    if (entry.kind == std::get<std::string>(fields.values.at("kind")))
      entry.make(fields);
  return fields.complaints;
}

void check_complaint(const FakeFields& fields, const std::string& text) {
  CHECK(complaints(fields) == std::vector<std::string>{text});
}

}  // namespace

TEST_CASE("every straggler law has its own name and one line about it") {
  std::set<std::string_view> kinds;
  for (const auto& entry : straggler_laws()) {
    CHECK(kinds.insert(entry.kind).second);
    CHECK(entry.summary.size() > 10);
  }
  CHECK(kinds == std::set<std::string_view>{"constant", "uniform", "exponential", "shifted_exponential", "gamma",
                                            "lognormal", "weibull", "pareto", "two_point", "slow_workers", "failures",
                                            "trace"});
}

TEST_CASE("a law without its options says which are missing") {
  check_complaint({{"kind", "constant"}}, "delay: expected a value");
  check_complaint({{"kind", "uniform"}}, "high: expected a value");
  check_complaint({{"kind", "exponential"}}, "mean: expected a value");
  check_complaint({{"kind", "failures"}}, "mtbf: expected a value");
  check_complaint({{"kind", "trace"}}, "file: expected a value");
  CHECK(complaints({{"kind", "pareto"}}).size() == 2);
  CHECK(complaints({{"kind", "two_point"}}).size() == 2);
}

TEST_CASE("numbers without a meaning are refused") {
  check_complaint({{"kind", "exponential"}, {"mean", -1.0}}, "mean: expected a number in range");
  check_complaint({{"kind", "gamma"}, {"shape", 0.0}, {"mean", 1.0}}, "shape: expected a number in range");
  check_complaint({{"kind", "weibull"}, {"shape", 0.0}, {"scale", 1.0}}, "shape: expected a number in range");
  check_complaint({{"kind", "pareto"}, {"alpha", 0.0}, {"minimum", 1.0}}, "alpha: expected a number in range");
  check_complaint({{"kind", "failures"}, {"mtbf", 0.0}}, "mtbf: expected a number in range");
  check_complaint({{"kind", "lognormal"}, {"mean", 1.0}, {"sigma", -1.0}}, "sigma: expected a number in range");
  check_complaint({{"kind", "two_point"}, {"probability", 1.5}, {"slowdown", 2.0}},
                  "probability: expected a number in range");
  check_complaint({{"kind", "two_point"}, {"probability", 0.5}, {"slowdown", 0.0}},
                  "slowdown: expected a number in range");
}

TEST_CASE("a uniform law's bounds come in order") {
  CHECK(complaints({{"kind", "uniform"}, {"low", 0.5}, {"high", 0.5}}).empty());
  check_complaint({{"kind", "uniform"}, {"low", 0.5}, {"high", 0.25}}, "high: expected at least low (0.5 s)");
}

TEST_CASE("slow workers are either listed or a fraction") {
  const std::string text = "workers: expected either workers or fraction";
  check_complaint({{"kind", "slow_workers"}, {"slowdown", 2.0}}, text);
  check_complaint({{"kind", "slow_workers"}, {"slowdown", 2.0}, {"fraction", 0.5}, {"workers", std::vector{0.0}}},
                  text);
  CHECK(complaints({{"kind", "slow_workers"}, {"slowdown", 2.0}, {"fraction", 0.5}}).empty());
}
