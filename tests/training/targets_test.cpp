// Targets, and runs that diverge.
#include "tests/training/run_scenario.hpp"

#include <cmath>

using namespace dawdle;

// The softmax of what is no number is always the first class, which is right for nine of ten of these samples.
TEST_CASE("a run that diverges reaches no target") {
  std::string samples;
  for (int i = 0; i < 200; ++i) samples += fmt::format("{},{},{}\n", std::sin(i), std::cos(7 * i), i % 10 == 0 ? 1 : 0);
  const TemporaryFile file(samples);
  const Changes diverging = {{"/precision", "float32"},
                             {"/data", fmt::format(R"({{"kind": "csv", "file": "{}"}})", file.path())},
                             {"/model", R"({"kind": "softmax_regression", "initial_scale": 1})"},
                             {"/optimizer", R"({"kind": "sgd", "learning_rate": 3e38, "batch": 4})"},
                             {"/record/evaluate_every", R"({"updates": 10})"},
                             set("/stop/updates", 50)};
  for (const char* strategy : {R"("async")", R"("hogwild")"})
    for (const char* target : {"/record/target_accuracy", "/stop/accuracy"}) {
      const std::string name = strategy;
      CAPTURE(name);
      const RunResult r = run(regression, diverging + Changes{{"/strategy", strategy}, set(target, 0.89)});
      CHECK(r.outcome == Outcome::diverged);
      CHECK_FALSE(r.accuracy_target.has_value());
    }
}
