#include "models/learning_rate.hpp"
#include "models/schedules/cosine.hpp"
#include "models/schedules/inverse_sqrt.hpp"
#include "models/schedules/step.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <numbers>

using namespace models;

TEST_CASE("step decay multiplies at each multiple of its period") {
  StepSchedule step;
  step.every = 30;
  step.decay = 0.1;
  CHECK(step.factor(0) == 1);
  CHECK(step.factor(29.999) == 1);
  CHECK(step.factor(30) == doctest::Approx(0.1).epsilon(1e-15));
  CHECK(step.factor(95) == doctest::Approx(1e-3).epsilon(1e-15));
  step.every = 0.1;
  step.decay = 0.5;
  for (int i = 0; i < 900; ++i) CHECK(step.factor(i / 10.0) == std::ldexp(1, -i));
  step.every = 1;
  step.decay = 0.97;
  CHECK(step.factor(1000) == doctest::Approx(std::pow(0.97, 1000)).epsilon(1e-12));
}

TEST_CASE("cosine annealing follows its formula and then stays at its end") {
  CosineSchedule cosine;
  cosine.over = 200;
  cosine.final = 0.1;
  for (const double t : {0.0, 1.0, 50.0, 100.0, 150.0, 199.0})
    CHECK(cosine.factor(t) == doctest::Approx(0.1 + 0.45 * (1 + std::cos(std::numbers::pi * t / 200))).epsilon(1e-14));
  CHECK(cosine.factor(200) == 0.1);
  CHECK(cosine.factor(1e9) == 0.1);
}

TEST_CASE("inverse square root decay follows its formula") {
  InverseSqrtSchedule inverse;
  inverse.t0 = 100;
  CHECK(inverse.factor(0) == 1);
  CHECK(inverse.factor(300) == 0.5);
}

TEST_CASE("a learning rate with nothing set is its base") {
  LearningRate rate;
  rate.base = 0.1;
  CHECK(rate.at(0, 0, 32) == 0.1);
  CHECK(rate.at(1e6, 90, 8192) == 0.1);
}

TEST_CASE("a schedule counts updates or epochs as `per` says") {
  LearningRate rate;
  rate.base = 0.4;
  auto step = std::make_unique<StepSchedule>();
  step->every = 10;
  step->decay = 0.5;
  StepSchedule& schedule = *step;
  rate.schedule = std::move(step);
  CHECK(rate.at(20, 3, 1) == doctest::Approx(0.1));
  schedule.per = "epochs";
  CHECK(rate.at(20, 3, 1) == 0.4);
  CHECK(rate.at(20, 10, 1) == doctest::Approx(0.2));
}

TEST_CASE("the rate scales with the effective batch linearly or by its square root") {
  LearningRate rate;
  rate.base = 0.1;
  rate.scaling = "linear";
  CHECK(rate.at(0, 0, 8192) == doctest::Approx(3.2));
  rate.scaling = "sqrt";
  CHECK(rate.at(0, 0, 1024) == doctest::Approx(0.2));
}

TEST_CASE("gradual warm-up rises linearly from the unscaled to the scaled rate, as in Goyal et al. 2017") {
  LearningRate rate;
  rate.base = 0.1;
  rate.scaling = "linear";
  rate.warmup = 5;
  rate.schedule->per = "epochs";
  CHECK(rate.at(0, 0, 8192) == doctest::Approx(0.1));
  CHECK(rate.at(0, 2.5, 8192) == doctest::Approx(0.1 + 3.1 / 2));
  CHECK(rate.at(0, 5, 8192) == doctest::Approx(3.2));
}

TEST_CASE("warm-up without scaling starts at zero, or where it is told to") {
  LearningRate rate;
  rate.base = 0.1;
  rate.warmup = 100;
  CHECK(rate.at(0, 0, 8) == 0);
  CHECK(rate.at(50, 0, 8) == doctest::Approx(0.05));
  rate.warmup_start = 0.5;
  CHECK(rate.at(50, 0, 8) == doctest::Approx(0.075));
  CHECK(rate.at(100, 0, 8) == 0.1);
}

TEST_CASE("constant warm-up keeps the unscaled rate until it is over, as in Goyal et al. 2017") {
  LearningRate rate;
  rate.base = 0.1;
  rate.scaling = "linear";
  rate.warmup = 5;
  rate.warmup_shape = "constant";
  rate.schedule->per = "epochs";
  CHECK(rate.at(0, 0, 8192) == doctest::Approx(0.1));
  CHECK(rate.at(0, 4.999, 8192) == doctest::Approx(0.1));
  CHECK(rate.at(0, 5, 8192) == doctest::Approx(3.2));
  rate.warmup_start = 0.5;
  CHECK(rate.at(0, 4.999, 8192) == doctest::Approx(1.6));
}

TEST_CASE("warm-up and schedule multiply") {
  LearningRate rate;
  rate.base = 1;
  rate.warmup = 100;
  auto inverse = std::make_unique<InverseSqrtSchedule>();
  inverse->t0 = 20;
  rate.schedule = std::move(inverse);
  CHECK(rate.at(60, 0, 1) == doctest::Approx(0.6 * 0.5));
}
