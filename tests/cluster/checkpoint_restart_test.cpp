// Failures of a job: how long it takes, what of it survives, and when.
#include "sim/cluster/checkpoint_restart.hpp"

#include "analysis/checkpointing.hpp"
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

using namespace dawdle;
using doctest::Approx;

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

CheckpointRestart options(double mtbf, double restart, double interval, double dump) {
  CheckpointRestart out;
  out.mtbf = mtbf;
  out.restart = restart;
  if (interval < kNever)
    out.interval = interval;
  out.dump = dump;
  return out;
}

}  // namespace

TEST_CASE("a job under exponential failures takes what Daly says, over a grid") {
  struct Case {
    double mtbf, restart, interval, dump;
  };
  // The first is Daly's own, in minutes: 36,613.06 of them for 500 hours.
  for (const Case c : {Case{360, 10, 57, 5}, Case{1440, 10, 117, 5}, Case{15, 10, 9, 5}, Case{100, 0, 20, 0},
                       Case{100, 50, 5, 1}, Case{40, 3, 100, 2}}) {
    CAPTURE(c.mtbf);
    std::vector<double> intervals;
    constexpr int kIntervals = 1000;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      SurvivingHistory job(options(c.mtbf, c.restart, c.interval, c.dump), 1, seed);
      job.end_after(kIntervals * c.interval);
      CHECK(job.checkpoints() == kIntervals);
      intervals.push_back(job.end() / kIntervals);
    }
    const double exact = analysis::time_with_failures(c.interval, c.interval, {c.dump, c.restart, c.mtbf});
    check_mean(intervals, exact, 0.005 * exact);
  }
}

TEST_CASE("every second of a job is survived work, a checkpoint, lost, or a restart") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    for (const double work : {0.0, 3.0, 20.0, 1000.0}) {
      SurvivingHistory job(options(30, 4, 20, 1), 1, seed);
      job.end_after(work);
      const auto checkpoints = static_cast<double>(job.checkpoints());
      CHECK(checkpoints == std::max(1.0, std::ceil(work / 20)));
      CHECK(job.end() == Approx(work + checkpoints * 1 + job.lost() + job.restarting()).epsilon(1e-12));
      CHECK((job.failures() > 0) == (job.lost() > 0));
    }
}

TEST_CASE("what happened, happened in its order, and after the work that it took") {
  SurvivingHistory job(options(30, 4, 20, 1), 1, 7);
  job.end_after(995);
  REQUIRE(job.failures() > 10);
  double before = 0;
  for (double work = 0.25; work <= 995; work += 0.25) {
    const double began = job.began(work), ended = job.ended(work);
    CHECK(ended >= before + 0.25 - 1e-9);
    CHECK(ended >= work);
    // They differ where a checkpoint stands between.
    CHECK(began >= ended + (std::fmod(work, 20) == 0 ? 1 : 0) - 1e-9);
    before = ended;
  }
  CHECK(job.ended(0) == 0);
  CHECK(job.ended(995) == Approx(job.end() - 1));
}

TEST_CASE("without a failure there are checkpoints alone") {
  SurvivingHistory job(options(1e15, 4, 20, 1), 1, 1);
  job.end_after(50);
  CHECK(job.failures() == 0);
  CHECK(job.end() == 53);
  CHECK(job.ended(20) == 20);
  CHECK(job.began(20) == 21);
  CHECK(job.ended(45) == 47);
}

TEST_CASE("a job without checkpoints begins anew, and takes M e^{R/M} (e^{W/M} - 1)") {
  std::vector<double> ends;
  for (std::uint64_t seed = 1; seed <= 200'000; ++seed) {
    SurvivingHistory job(options(40, 5, kNever, 0), 1, seed);
    job.end_after(60);
    ends.push_back(job.end());
  }
  const double exact = analysis::time_with_failures(60, 60, {0, 5, 40});
  check_mean(ends, exact, 0.005 * exact);
}

TEST_CASE("a limit of time cuts the same history short") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SurvivingHistory whole(options(30, 4, 20, 1), 1, seed);
    REQUIRE(whole.end_after(1000));
    for (double limit = 0; limit < whole.end(); limit += 3.7) {
      SurvivingHistory cut(options(30, 4, 20, 1), 1, seed, limit);
      double before = 0;
      while (cut.extend()) {
        CHECK(cut.work() >= before);
        before = cut.work();
      }
      CHECK(cut.end() == limit);
      CHECK(cut.work() <= limit);
      // What a checkpoint had saved by then is the same, and what had not, perhaps never was.
      const double saved = 20 * std::floor((cut.work() - 1e-9) / 20);
      if (saved > 0)
        CHECK(cut.ended(saved) == whole.ended(saved));
      if (cut.work() < 979)
        CHECK(whole.ended(cut.work() + 20.1) > limit);
      CHECK(cut.ended(cut.work()) <= limit + 1e-9);
      CHECK(cut.failures() <= whole.failures());
      // A job that is over earlier ends where it would without a limit, or is stopped.
      for (const double work : {0.3 * cut.work(), cut.work()}) {
        SurvivingHistory over(options(30, 4, 20, 1), 1, seed, limit), free(options(30, 4, 20, 1), 1, seed);
        free.end_after(work);
        CHECK(over.end_after(work) == (free.end() <= limit));
        if (free.end() <= limit)
          CHECK(over.end() == free.end());
      }
    }
  }
}

TEST_CASE("pauses are what is left of the time") {
  for (const double dump : {0.0, 1.0})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      SurvivingHistory job(options(30, 4, 20, dump), 1, seed);
      job.end_after(990);
      double paused = 0, before = -1;
      for (auto pause = job.pause_after(-1); pause; pause = job.pause_after(pause->work)) {
        CHECK(pause->work > before);
        CHECK(pause->end > pause->begin);
        before = pause->work;
        paused += pause->end - pause->begin;
      }
      CHECK(paused == Approx(job.end() - 990).epsilon(1e-9));
    }
}

TEST_CASE("a history costs its failures, not its checkpoints") {
  SurvivingHistory job(options(1000, 1, 1e-9, 0), 1, 1);
  job.end_after(1e4);  // 10^13 of them
  CHECK(static_cast<double>(job.checkpoints()) == Approx(1e13));
  CHECK(job.end() == Approx(1e4 + job.lost() + job.restarting()));
}

TEST_CASE("as many workers fail as many times as often") {
  CheckpointRestart each;
  each.worker_mtbf = 1000;
  CHECK(each.mean_between_failures(1) == 1000);
  CHECK(each.mean_between_failures(50) == 20);
  SurvivingHistory of_each(each, 50, 3), of_all(options(20, 0, kNever, 0), 50, 3);
  of_each.end_after(30);
  of_all.end_after(30);
  CHECK(of_each.end() == of_all.end());
}

TEST_CASE("a job that would hardly ever get anywhere is refused") {
  const auto wrong = options(1, 0, 100, 5).hopeless(1);
  REQUIRE(wrong);
  CHECK(wrong->option == "interval");
  CHECK(wrong->text ==
        "expected a restart, an interval and its checkpoint to take at most 13.8155 s, so that one in a million passes "
        "with a failure every 1 s, got 105 s");
  CHECK(options(1, 20, 1, 0).hopeless(1)->option == "restart");
  CHECK_FALSE(options(1, 1, 5, 1).hopeless(1));
  SurvivingHistory hopeless(options(1, 0, kNever, 0), 1, 1);
  CHECK_THROWS_AS(hopeless.end_after(1000), std::runtime_error);
}
