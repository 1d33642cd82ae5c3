#include "tests/bench/numpy_bench.hpp"

#include "tests/bench/npy_file.hpp"
#include "tests/bench/scenario_runs.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace bench {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 3;
constexpr std::size_t kLossRows = 1000;

struct Problem {
  std::string_view name, data, model;
  int workers;
  std::size_t updates;
  double rate, aim;
};

// Enough updates for the loss to have fallen, so that it says something.
constexpr Problem problems[] = {
    {"linear regression, d = 50", R"({"kind": "linear", "samples": 2000, "features": 50})", "linear_regression", 8,
     100'000, 0.01, 25},
    {"softmax 784 x 10", R"({"kind": "digits", "samples": 10000})", "softmax_regression", 16, 5'000, 0.01, 6},
    {"MLP 784-128-10", R"({"kind": "digits", "samples": 10000})", "mlp", 16, 2'000, 0.01, 2.2}};

std::string scenario(const Problem& p) {
  return fmt::format(
      R"({{"seed": 1, "workers": {}, "data": {}, "model": "{}", "strategy": "async", "network": "instant",
           "optimizer": {{"kind": "sgd", "learning_rate": {}, "batch": 32}},
           "compute": {{"per_batch": 0, "straggler": {{"kind": "exponential", "mean": 0.01}}}},
           "stop": {{"updates": {}}},
           "record": {{"evaluate_every": {{"updates": 1000000000}}, "train_rows": {}}}}})",
      p.workers, p.data, p.model, p.rate, p.updates, kLossRows);
}

// A folder that goes when the bench ends.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "dawdle-bench-XXXXXX").string();
    if (!mkdtemp(name.data()))
      throw std::runtime_error("cannot make a folder for the arrays in " + fs::temp_directory_path().string());
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

struct Measured {
  double cpu = 0, loss = 0;
};

// By the simulator, on one thread.
Measured simulate(const std::string& json) {
  dawdle::Pool pool(1);
  const Ready r = ready(json, pool);
  dawdle::RunResult result;
  const Seconds seconds = measure([&] { result = r.simulation->run(); });
  return {seconds.cpu, result.curve.back().figure[0]};  // train_loss
}

// What a command prints; nothing when it fails.
std::optional<std::string> output_of(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (!pipe)
    return {};
  std::string out;
  char chunk[4096];
  for (std::size_t got; (got = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;) out.append(chunk, got);
  return pclose(pipe) == 0 ? std::optional(out) : std::nullopt;
}

// As a shell reads one word of it.
std::string shell_word(std::string_view word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// Empty when none has NumPy.
std::string python_with_numpy() {
  std::vector<std::string> candidates = {"python3", "/usr/bin/python3", "/usr/local/bin/python3"};
  if (const char* chosen = std::getenv("DAWDLE_PYTHON"))
    candidates = {chosen};
  for (const std::string& python : candidates)
    if (output_of(shell_word(python) + " -c 'import numpy' 2>/dev/null"))
      return python;
  return {};
}

// One thread, and OpenBLAS's own choice of kernels.
std::string single_threaded() {
  std::string out = "env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE";
  for (const std::string_view library : {"OPENBLAS", "OMP", "MKL", "BLIS"})
    out += fmt::format(" {}_NUM_THREADS=1", library);
  return out;
}

double number_after(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key);
  if (at == text.npos)
    throw std::runtime_error(fmt::format("expected \"{}NUMBER\" from the script, got \"{}\"", key, text));
  return std::strtod(text.c_str() + at + key.size(), nullptr);
}

Measured run_script(const std::string& command) {
  const std::optional<std::string> said = output_of(command);
  if (!said)
    throw std::runtime_error("the script failed: " + command);
  return {number_after(*said, "cpu_seconds="), number_after(*said, "loss=")};
}

// The training set as the script is to read it; returns its arguments.
std::string export_data(const std::string& json, const Folder& folder) {
  std::vector<std::string> complaints;
  const auto parsed = dawdle::parse_scenario(json, "bench.json", {}, complaints);
  if (!parsed)
    throw std::runtime_error(complaints.front());
  models::Split<float> split;
  parsed->experiment.data->load(split, 1);
  const models::Dataset<float>& data = split.train;
  std::vector<float> features;
  for (std::size_t i = 0; i < data.n; ++i)
    for (std::size_t j = 0; j < data.d; ++j) features.push_back(data.feature(i, j));
  write_npy<float>(folder / "features.npy", "<f4", fmt::format("({}, {})", data.n, data.d), features);
  const std::string shape = fmt::format("({},)", data.n);
  if (data.classes > 0)
    write_npy<std::int32_t>(folder / "targets.npy", "<i4", shape, data.label);
  else
    write_npy<float>(folder / "targets.npy", "<f4", shape, data.target);
  return fmt::format("--features {} --targets {}", shell_word(folder / "features.npy"),
                     shell_word(folder / "targets.npy"));
}

void compare(const Problem& p, const std::string& command, const Folder& folder) {
  const std::string json = scenario(p);
  const std::string files = export_data(json, folder);
  Measured ours{1e300, 0}, theirs{1e300, 0};
  for (int round = 0; round < kRounds; ++round) {
    const Measured a = simulate(json);
    const Measured b = run_script(
        fmt::format("{} --model {} {} --workers {} --updates {} --batch 32 --learning-rate {} --mean-compute 0.01 "
                    "--loss-rows {} --seed {}",
                    command, p.model, files, p.workers, p.updates, p.rate, kLossRows, round + 1));
    ours = {std::min(ours.cpu, a.cpu), a.loss};
    theirs = {std::min(theirs.cpu, b.cpu), b.loss};
  }
  const auto rate = [&](const Measured& m) {
    return fmt::format("{:.0f} updates/CPU s", static_cast<double>(p.updates) / m.cpu);
  };
  line(fmt::format("{}, batch 32, K = {}", p.name, p.workers), rate(ours), "-");
  line("  the script", rate(theirs), "-");
  line("  updates per CPU second over the script's", fmt::format("{:.1f} x", theirs.cpu / ours.cpu),
       fmt::format(">= {} x", p.aim));
  line("  loss after them, and the script's over it",
       fmt::format("{:.4g}, {:+.1f} %", ours.loss, 100 * (theirs.loss / ours.loss - 1)), "within 5 %");
}

}  // namespace

void against_numpy(const std::string& script) {
  const std::string python = python_with_numpy();
  if (python.empty()) {
    fmt::print("NumPy: no interpreter has it (DAWDLE_PYTHON, python3): not compared\n");
    return;
  }
  const Folder folder;
  for (const Problem& p : problems)
    compare(p, fmt::format("{} {} {}", single_threaded(), shell_word(python), shell_word(script)), folder);
}

}  // namespace bench
