// The base time, the order of laws, and whose random numbers a draw uses.
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace dawdle;

namespace {

ComputeModel described(FakeFields fields) {
  ComputeModel compute;
  compute.describe(fields);
  REQUIRE(fields.complaints.empty());
  return compute;
}

double seconds(FakeFields fields, int worker, std::size_t batch, double flops_per_sample = 0) {
  ComputeModel compute = described(std::move(fields));
  compute.prepare(3, test_seed, flops_per_sample);
  return compute.seconds(worker, 0, batch);
}

void check_refused(ComputeModel compute, const char* text) {
  CHECK_THROWS_WITH_AS(compute.prepare(3, test_seed, 0), text, std::runtime_error);
}

}  // namespace

TEST_CASE("time per batch and time per sample add up") {
  CHECK(seconds({{"per_sample", 0.5}}, 0, 4) == 2);
  CHECK(seconds({{"per_batch", 3.0}}, 0, 4) == 3);
  CHECK(seconds({{"per_batch", 3.0}, {"per_sample", 0.5}}, 0, 4) == 5);
}

TEST_CASE("flops give the time only when no time is given") {
  CHECK(seconds({{"flops", 100.0}}, 0, 4, 50) == 2);
  CHECK(seconds({}, 0, 4, 5e11) == 2);
  CHECK(seconds({{"flops", 100.0}, {"per_batch", 3.0}}, 0, 4, 50) == 3);
  CHECK(seconds({{"flops", 100.0}, {"per_sample", 0.0}}, 0, 4, 50) == 0);
}

TEST_CASE("a list gives each worker its own time and speed") {
  const FakeFields fields{{"per_batch", std::vector{1.0, 2.0, 6.0}}, {"speed", std::vector{1.0, 0.5, 2.0}}};
  CHECK(seconds(fields, 0, 1) == 1);
  CHECK(seconds(fields, 1, 1) == 4);
  CHECK(seconds(fields, 2, 1) == 3);
}

TEST_CASE("speed divides the base time and not the straggler's delay") {
  FakeFields fields{{"per_batch", 4.0}, {"speed", 2.0}};
  fields.sections["straggler"] = {{{"kind", "constant"}, {"delay", 1.0}}};
  CHECK(seconds(fields, 0, 1) == 3);
}

TEST_CASE("laws apply in the order of the list") {
  const FakeFields add{{"kind", "constant"}, {"delay", 1.0}};
  const FakeFields stretch{{"kind", "slow_workers"}, {"fraction", 1.0}, {"slowdown", 3.0}};
  CHECK(compute_with({add, stretch}, 2).seconds(0, 0, 1) == 9);
  CHECK(compute_with({stretch, add}, 2).seconds(0, 0, 1) == 7);
}

TEST_CASE("a list of slow workers slows exactly these, at every step") {
  const ComputeModel compute =
      compute_with({{{"kind", "slow_workers"}, {"workers", std::vector{0.0, 2.0}}, {"slowdown", 10.0}}}, 1);
  for (std::uint64_t step = 0; step < 5; ++step) {
    CHECK(compute.seconds(0, step, 1) == 10);
    CHECK(compute.seconds(1, step, 1) == 1);
    CHECK(compute.seconds(2, step, 1) == 10);
  }
}

TEST_CASE("a fraction of slow workers is spread evenly and does not move when workers join") {
  for (const int workers : {4, 10, 100}) {
    for (const auto& [fraction, slow_of_100] : {std::pair{0.25, 25}, {0.29, 29}, {0.1, 10}, {0.0, 0}, {1.0, 100}}) {
      const FakeFields law{{"kind", "slow_workers"}, {"fraction", fraction}, {"slowdown", 2.0}};
      const ComputeModel some = compute_with({law}, 1, workers), more = compute_with({law}, 1, 101);
      int slow = 0;
      for (int worker = 0; worker < workers; ++worker) {
        slow += some.seconds(worker, 0, 1) == 2 ? 1 : 0;
        CHECK(some.seconds(worker, 0, 1) == more.seconds(worker, 0, 1));
      }
      CHECK(slow == slow_of_100 * workers / 100);
    }
  }
}

TEST_CASE("a time is a pure function of seed, worker and step") {
  const std::vector<FakeFields> laws = {{{"kind", "gamma"}, {"shape", 2.0}, {"mean", 1.0}},
                                        {{"kind", "exponential"}, {"mean", 1.0}}};
  const ComputeModel few = compute_with(laws, 0, 4);
  const ComputeModel many = compute_with(laws, 0, 5000);
  std::vector<double> forward, backward;
  for (int i = 0; i < 400; ++i) {
    forward.push_back(few.seconds(i / 100, i % 100, 1));
    backward.insert(backward.begin(), many.seconds((399 - i) / 100, (399 - i) % 100, 1));
  }
  CHECK(forward == backward);

  ComputeModel reseeded = compute_with(laws, 0, 4);
  reseeded.prepare(4, test_seed + 1, 0);
  CHECK(reseeded.seconds(0, 0, 1) != few.seconds(0, 0, 1));
  CHECK(few.seconds(0, 1, 1) != few.seconds(0, 0, 1));
  CHECK(few.seconds(1, 0, 1) != few.seconds(0, 0, 1));
}

TEST_CASE("a law appended to the list leaves the draws before it alone") {
  const FakeFields first{{"kind", "exponential"}, {"mean", 1.0}};
  const FakeFields second{{"kind", "shifted_exponential"}, {"shift", 100.0}, {"mean", 1.0}};
  const ComputeModel one = compute_with({first}), two = compute_with({first, second});
  for (std::uint64_t step = 0; step < 100; ++step) {
    const double added = two.seconds(0, step, 1) - one.seconds(0, step, 1);
    CHECK(added >= 100);
    CHECK(added - 100 != doctest::Approx(one.seconds(0, step, 1)));  // its own draw, not the first law's again
  }
}

TEST_CASE("options that do not fit the number of workers are refused before the clock starts") {
  check_refused(described({{"per_batch", 1.0}, {"speed", std::vector{1.0, 2.0}}}),
                "/compute/speed: expected one number, or 3 (one a worker), got 2");
  check_refused(described({{"per_batch", 1.0}, {"speed", std::vector<double>{}}}),
                "/compute/speed: expected one number, or 3 (one a worker), got 0");
  check_refused(described({{"per_batch", std::vector{1.0, 2.0, 3.0, 4.0}}}),
                "/compute/per_batch: expected one number, or 3 (one a worker), got 4");
}

TEST_CASE("a slow worker that does not exist is refused with its place in the scenario") {
  const FakeFields slow{{"kind", "slow_workers"}, {"workers", std::vector{1.0, 3.0}}, {"slowdown", 2.0}};
  FakeFields fields{{"per_batch", 1.0}};
  fields.sections["straggler"] = {slow};
  check_refused(described(fields), "/compute/straggler: expected worker ids below 3, got 3");
  fields.sections["straggler"] = {{{"kind", "constant"}, {"delay", 1.0}}, slow};
  check_refused(described(fields), "/compute/straggler/1: expected worker ids below 3, got 3");
}

TEST_CASE("a model without flops needs a time or a law") {
  check_refused(described({}), "/compute: expected per_sample, per_batch or a straggler law, got none of them");
  FakeFields fields{};
  fields.sections["straggler"] = {{{"kind", "constant"}, {"delay", 1.0}}};
  CHECK(seconds(fields, 0, 1) == 1);
}
