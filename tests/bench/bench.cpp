// ./dev bench: how fast Dawdle is, as rates and as ratios against bare loops measured in the same run.
#include "models/data/digits.hpp"
#include "sim/core/clock.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/bench/collectives_bench.hpp"
#include "tests/bench/eigen_loop.hpp"
#include "tests/bench/flows_bench.hpp"
#include "tests/bench/gradients_bench.hpp"
#include "tests/bench/numpy_bench.hpp"
#include "tests/bench/scenario_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace dawdle;
using bench::line;
using bench::measure;
using bench::run;
using bench::Seconds;

namespace {

constexpr int kRounds = 5;

Process ticks(Clock& clock, double period, int times) {
  for (int i = 0; i < times; ++i) co_await clock.delay(period);
}

void timer_events(int processes, double aim) {
  const int times = 4'000'000 / processes;
  Seconds best;
  for (int round = 0; round < kRounds; ++round)
    best.keep_least(measure([&] {
      Clock clock;
      for (int i = 0; i < processes; ++i) clock.spawn(ticks(clock, 1 + 0.37 * (i % 101), times));
      clock.run();
    }));
  const double rate = static_cast<double>(times) * processes / best.cpu / 1e6;
  line(fmt::format("timer events, {} processes", processes), fmt::format("{:.2f} M / CPU s", rate),
       fmt::format("{} M", aim));
}

void timing_only(int workers, double aim) {
  constexpr int kUpdates = 100'000;
  const std::string json = fmt::format(
      R"({{"workers": {}, "model": {{"kind": "none", "gradient_bytes": 1e6, "parameter_bytes": 1e6}},
           "strategy": {{"kind": "async"}},
           "compute": {{"per_batch": 0.1, "straggler": {{"kind": "exponential", "mean": 0.01}}}},
           "network": {{"kind": "star", "latency": "50 us", "bandwidth": "10 Gbit/s"}},
           "stop": {{"updates": {}}}}})",
      workers, kUpdates);
  Seconds best;
  for (int round = 0; round < kRounds; ++round) best.keep_least(run(json, 1));
  line(fmt::format("asynchronous update without mathematics, K = {}", workers),
       fmt::format("{:.3f} us CPU", best.cpu / kUpdates * 1e6), fmt::format("{} us", aim));
}

void softmax() {
  constexpr std::size_t kUpdates = 10'000, kBatch = 32;
  models::Split<float> data;
  models::DigitsData digits;
  digits.preparation.pixels = "numbers";  // the bare loop reads floats
  digits.load(data, 1);
  std::vector<std::uint32_t> rows(kUpdates * kBatch);
  Sampler sampler({}, samples_of(data.train), 16, kBatch, 1);
  std::vector<std::uint32_t> one;
  for (std::size_t i = 0; i < kUpdates; ++i) {
    sampler.batch(static_cast<int>(i % 16), i / 16, one);
    std::copy(one.begin(), one.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * kBatch));
  }
  const std::string json = fmt::format(
      R"({{"seed": 1, "workers": 16, "data": {{"kind": "digits"}}, "model": {{"kind": "softmax_regression"}},
           "optimizer": {{"kind": "sgd", "learning_rate": 0.01, "batch": 32}}, "strategy": {{"kind": "async"}},
           "compute": {{"per_batch": 0.01, "straggler": {{"kind": "exponential", "mean": 0.001}}}},
           "network": {{"kind": "star"}}, "stop": {{"updates": {}}},
           "record": {{"evaluate_every": {{"updates": {}}}, "train_rows": 256}}}})",
      kUpdates, kUpdates);
  Seconds one_thread, two_threads, bare;
  for (int round = 0; round < kRounds; ++round) {
    one_thread.keep_least(run(json, 1));
    two_threads.keep_least(run(json, 2));
    bare.keep_least(measure(
        [&] { bench::eigen_softmax_sgd(data.train.dense, data.train.label, data.train.d, 10, rows, kBatch, 0.01f); }));
  }
  const auto us = [](double seconds) { return seconds / static_cast<double>(kUpdates) * 1e6; };
  line("softmax 784x10, batch 32, asynchronous, K = 16", fmt::format("{:.1f} us CPU", us(one_thread.cpu)), "-");
  line("  the same gradients and updates, bare Eigen loop", fmt::format("{:.1f} us CPU", us(bare.cpu)), "-");
  line("  ratio on one thread", fmt::format("{:.2f} x", one_thread.cpu / bare.cpu), "<= 1.10 x");
  line("  two threads faster than one, wall time", fmt::format("{:.2f} x", one_thread.wall / two_threads.wall),
       ">= 1.8 x");
}

}  // namespace

// bench [GROUP...] [--script FILE]: events, updates, collectives, flows, softmax, gradients, numpy; all of them by
// default. FILE takes the place of tests/bench/heapq_numpy.py, whose head says how it is called.
int main(int argc, char** argv) {
  std::vector<std::string_view> wanted(argv + 1, argv + argc);
  std::string script = DAWDLE_SOURCE_DIR "/tests/bench/heapq_numpy.py";
  if (const auto option = std::find(wanted.begin(), wanted.end(), "--script"); option != wanted.end()) {
    if (option + 1 == wanted.end()) {
      fmt::print(stderr, "bench: --script needs a file\n");
      return 2;
    }
    script = option[1];
    wanted.erase(option, option + 2);
  }
  const auto group = [&](std::string_view name, auto run_group) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end())
      run_group();
  };
  try {
    group("events", [] {
      timer_events(16, 10);
      timer_events(1024, 6);
      timer_events(65536, 2.5);
    });
    group("updates", [] {
      timing_only(16, 0.6);
      timing_only(1024, 1.2);
    });
    group("collectives", bench::collectives);
    group("flows", bench::flows);
    group("softmax", softmax);
    group("gradients", bench::gradients);
    group("numpy", [&] { bench::against_numpy(script); });
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 1;
  }
}
