#include "tests/bench/gradients_bench.hpp"

#include "sim/core/random.hpp"
#include "tests/bench/eigen_loop.hpp"
#include "tests/bench/openblas.hpp"
#include "tests/bench/scenario_runs.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

namespace bench {
namespace {

constexpr int kRounds = 5;

struct Problem {
  std::string_view name{}, data{}, model{};
  int workers = 0;
  std::size_t updates = 0;
  double most_over_bare = 0, least_of_peak = 0, least_speedup = 0;  // aims; 0: none
};

constexpr std::string_view pixels = R"({"kind": "digits", "samples": 10000})";
constexpr Problem linear = {"linear regression, d = 50",
                            R"({"kind": "linear", "samples": 2000, "features": 50})",
                            R"({"kind": "linear_regression"})",
                            8,
                            200'000,
                            2,
                            12,
                            0};
constexpr Problem softmax = {
    "softmax 784 x 10", pixels, R"({"kind": "softmax_regression"})", 16, 10'000, 1.05, 34, 1.7};
constexpr Problem mlp = {"MLP 784-128-10", pixels, R"({"kind": "mlp", "hidden": [128]})", 16, 2'000, 1.05, 48, 1.85};

std::string scenario(const Problem& p, std::string_view strategy, int workers, std::size_t batch, std::size_t updates) {
  return fmt::format(
      R"({{"seed": 1, "workers": {}, "data": {}, "model": {}, "strategy": {}, "network": {{"kind": "star"}},
           "optimizer": {{"kind": "sgd", "learning_rate": 0.01, "batch": {}}},
           "compute": {{"per_batch": 0.01, "straggler": {{"kind": "exponential", "mean": 0.001}}}},
           "stop": {{"updates": {}}}, "record": {{"evaluate_every": {{"updates": 1000000000}}, "train_rows": 256}}}})",
      workers, p.data, p.model, strategy, batch, updates);
}

double us(double seconds, std::size_t updates) { return seconds / static_cast<double>(updates) * 1e6; }

void ratio_line(std::string_view what, double ratio, std::string_view aim) {
  line(what, fmt::format("{:.2f} x", ratio), aim);
}

// The bare loop against the product of two large matrices, the run against the bare loop, two threads against one.
void asynchronous(const Problem& p) {
  const std::string json = scenario(p, "\"async\"", p.workers, 32, p.updates);
  BareLoop loop(json);
  Seconds bare, one, two;
  double eigen = 0, openblas = 0;  // flops a second
  for (int round = 0; round < kRounds; ++round) {
    eigen = std::max(eigen, eigen_product_flops() / measure([] { eigen_product(); }).cpu);
    openblas = std::max(openblas, openblas_flops().value_or(0));
    bare.keep_least(loop.run(p.updates));
    one.keep_least(run(json, 1));
    two.keep_least(run(json, 2));
  }
  line(fmt::format("{}, batch 32, K = {}, asynchronous", p.name, p.workers),
       fmt::format("{:.2f} us CPU", us(one.cpu, p.updates)), "-");
  ratio_line("  over the bare loop of the same kernels", one.cpu / bare.cpu, fmt::format("<= {} x", p.most_over_bare));
  const auto share_line = [&](std::string_view library, double peak) {
    line(fmt::format("  bare loop's share of the flops of a large product ({})", library),
         fmt::format("{:.0f} %", 100 * loop.flops() * static_cast<double>(p.updates) / bare.cpu / peak),
         fmt::format(">= {} %", p.least_of_peak));
  };
  share_line("Eigen", eigen);
  if (openblas > 0)
    share_line("OpenBLAS", openblas);
  if (p.least_speedup > 0)
    ratio_line("  two threads faster than one, wall time", one.wall / two.wall,
               fmt::format(">= {} x", p.least_speedup));
}

// Rounds of 1,024 workers: at one version, whose gradients make one product, and each at its own.
void many_workers() {
  constexpr int K = 1024;
  constexpr std::size_t rounds = 8;
  const std::string sync = scenario(softmax, "\"sync_server\"", K, 32, rounds);
  const std::string local = scenario(softmax, R"({"kind": "local_sgd", "period": 8})", K, 32, rounds);
  BareLoop whole(scenario(softmax, "\"sync_server\"", 1, 32 * K, rounds));
  BareLoop each(local, K);
  Seconds sync_run, sync_bare, local_run, local_bare;
  for (int round = 0; round < kRounds; ++round) {
    sync_run.keep_least(run(sync, 1));
    sync_bare.keep_least(whole.run(rounds));
    local_run.keep_least(run(local, 1));
    local_bare.keep_least(each.run(rounds * K));
  }
  line("softmax, K = 1024, synchronous", fmt::format("{:.2f} ms CPU", us(sync_run.cpu, rounds) / 1e3), "-");
  ratio_line("  over SGD with batch 32,768", sync_run.cpu / sync_bare.cpu, "<= 1.1 x");
  line("softmax, K = 1024, local SGD", fmt::format("{:.2f} us CPU", us(local_run.cpu, rounds * K)), "-");
  ratio_line("  over the bare loop with 1,024 models", local_run.cpu / local_bare.cpu, "<= 1.25 x");
}

void growing(const Problem& p) {
  const std::size_t updates = p.updates * 2;
  Seconds few, many;
  for (int round = 0; round < 3; ++round) {
    few.keep_least(run(scenario(p, "\"async\"", 16, 32, updates), 1));
    many.keep_least(run(scenario(p, "\"async\"", 16384, 32, updates), 1));
  }
  ratio_line(fmt::format("{}, an update at K = 16,384 over K = 16", p.name), many.cpu / few.cpu, "<= 1.5 x");
}

// Rows of 50 features among so many, as a LIBSVM file that is gone with the object.
class SparseFile {
 public:
  explicit SparseFile(std::size_t features)
      : path_(std::filesystem::temp_directory_path() / fmt::format("dawdle-bench-{}-{}.svm", ::getpid(), features)) {
    std::ofstream out(path_);
    dawdle::Stream random = dawdle::stream(1, dawdle::Purpose::sampling, 0);
    for (int row = 0; row < 2000; ++row) {
      std::set<std::size_t> columns = {features};  // so that the file has them all
      while (columns.size() < 50) columns.insert(1 + random() % features);
      out << (row % 2 == 0 ? "+1" : "-1");
      for (std::size_t column : columns) out << ' ' << column << ":0.5";
      out << '\n';
    }
  }
  ~SparseFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What a step along 50 numbers costs has nothing to do with how many parameters there are.
void sparse() {
  constexpr std::size_t updates = 20'000;
  const SparseFile few(10'000), many(1'000'000);
  const auto json = [](const SparseFile& file) {
    std::string text = scenario({.data = "DATA", .model = R"("logistic_regression")"}, "\"async\"", 16, 1, updates);
    return text.replace(text.find("DATA"), 4,
                        fmt::format(R"({{"kind": "libsvm", "file": "{}"}})", file.path().string()));
  };
  Seconds of_few, of_many;
  for (int round = 0; round < kRounds; ++round) {
    of_few.keep_least(run(json(few), 1));
    of_many.keep_least(run(json(many), 1));
  }
  line("sparse logistic, d = 1,000,000, 50 non-zeros, K = 16", fmt::format("{:.2f} us CPU", us(of_many.cpu, updates)),
       "<= 10 us");
  ratio_line("  an update over one at d = 10,000", of_many.cpu / of_few.cpu, "<= 2 x");
}

}  // namespace

void gradients() {
  for (const Problem& p : {linear, softmax, mlp}) asynchronous(p);
  many_workers();
  for (const Problem& p : {linear, softmax}) growing(p);
  sparse();
}

}  // namespace bench
