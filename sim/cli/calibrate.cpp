// dawdle calibrate TIMES.csv: from what was measured to the lines of a scenario
#include "analysis/fitting.hpp"
#include "models/data/line_reader.hpp"
#include "models/data_source.hpp"
#include "sim/cli/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

namespace {

using analysis::FittedLaw;

// ---- The file ----

struct Times {
  std::map<std::uint64_t, std::map<std::uint64_t, double>> by_worker;  // seconds, by step
  std::vector<analysis::MeasuredMessage> messages;                     // or these
};

// The columns worker, step and seconds, or bytes and seconds, in any order; others are ignored.
class TimesReader {
 public:
  explicit TimesReader(const std::string& file) : lines_(file) {}

  Times read() {
    std::string_view line;
    if (!lines_.next(line))
      lines_.fail("expected a header, got an empty file");
    for (std::string_view name : models::cells_of(line)) header_.emplace_back(name);
    const auto seconds = place("seconds"), worker = place("worker"), step = place("step"), bytes = place("bytes");
    const bool of_workers = worker < header_.size() && step < header_.size();
    if (seconds == header_.size() || of_workers == (bytes < header_.size()))
      lines_.fail_expecting("a header with the columns worker, step and seconds, or bytes and seconds", line);
    Times times;
    while (lines_.next(line)) {
      const auto cells = models::cells_of(line);
      if (cells.size() != header_.size())
        lines_.fail(fmt::format("expected {} cells, as in the header, got {}", header_.size(), cells.size()));
      const double took = above_zero(cells[seconds], "seconds above 0");
      if (!of_workers)
        times.messages.push_back({above_zero(cells[bytes], "bytes above 0"), took});
      else if (!times.by_worker[whole(cells[worker], "worker")].emplace(whole(cells[step], "step"), took).second)
        lines_.fail(fmt::format("expected one time for each worker and step, got step {} of worker {} again",
                                cells[step], cells[worker]));
    }
    return times;
  }

 private:
  std::size_t place(const char* name) const {
    return static_cast<std::size_t>(std::ranges::find(header_, name) - header_.begin());
  }
  double above_zero(std::string_view cell, const char* what) const {
    const double value = lines_.number<double>(cell, what);
    if (!(value > 0))
      lines_.fail_expecting(what, cell);
    return value;
  }
  std::uint64_t whole(std::string_view cell, const char* what) const {
    const double value = lines_.number<double>(cell, what);
    if (!(value >= 0 && value < 1e15 && value == std::floor(value)))
      lines_.fail_expecting(fmt::format("a whole number as {}", what), cell);
    return static_cast<std::uint64_t>(value);
  }

  models::LineReader lines_;
  std::vector<std::string> header_;
};

// ---- Compute times ----

std::string json_of(const FittedLaw& law) {
  std::string out = fmt::format("{{\"kind\": \"{}\"", law.kind);
  for (const auto& [name, value] : law.parameters) out += fmt::format(", \"{}\": {}", name, value);
  return out + "}";
}

// Mean over the steps that all workers have of the longest of their times; 0: there is none.
double measured_slowest(const Times& times) {
  std::map<std::uint64_t, std::pair<std::size_t, double>> longest;  // by step: of how many
  for (const auto& [worker, steps] : times.by_worker)
    for (const auto& [step, seconds] : steps) {
      auto& [count, most] = longest[step];
      ++count;
      most = std::max(most, seconds);
    }
  double sum = 0, steps = 0;
  for (const auto& [step, found] : longest)
    if (found.first == times.by_worker.size()) {
      sum += found.second;
      ++steps;
    }
  return steps > 0 ? sum / steps : 0;
}

// Of each time with the worker's next.
double correlation(const std::vector<std::vector<double>>& workers) {
  double together = 0, alone = 0;
  for (const std::vector<double>& times : workers) {
    double mean = 0;
    for (double t : times) mean += t / static_cast<double>(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
      alone += (times[i] - mean) * (times[i] - mean);
      if (i > 0)
        together += (times[i] - mean) * (times[i - 1] - mean);
    }
  }
  return alone > 0 ? together / alone : 0;
}

void calibrate_compute(const std::string& file, const Times& times) {
  std::vector<std::vector<double>> workers;
  std::vector<double> all;
  for (const auto& [worker, steps] : times.by_worker) {
    workers.emplace_back();
    for (const auto& [step, seconds] : steps) workers.back().push_back(seconds);
    all.insert(all.end(), workers.back().begin(), workers.back().end());
  }
  const std::vector<FittedLaw> laws = analysis::fit_laws(all);
  const auto count = static_cast<int>(workers.size());
  fmt::print("{}: {} gradients of {} workers\n\n", file, all.size(), count);
  fmt::print("{:<20} {:>12} {:>12} {:>16}\n", "law", "AIC - least", "difference", fmt::format("slowest of {}", count));
  for (const FittedLaw& law : laws) {
    const double behind =
        law.information() > laws.front().information() ? law.information() - laws.front().information() : 0;
    fmt::print("{:<20} {:>12.1f} {:>12.4f} {:>14.4g} s\n", law.kind, behind, analysis::largest_difference(law, all),
               analysis::mean_of_slowest(law, count));
  }
  if (const double slowest = measured_slowest(times); slowest > 0)
    fmt::print("{:<20} {:>12} {:>12} {:>14.4g} s\n", "measured", "", "", slowest);
  fmt::print("\n\"compute\": {{\"per_batch\": 0, \"straggler\": {}}}\n", json_of(laws.front()));

  const std::string replay = "no law has that; replay the file: \"straggler\": {\"kind\": \"trace\", \"file\": ...}";
  const double limit = 3.3 / std::sqrt(static_cast<double>(all.size()));  // one in a thousand is beyond
  if (analysis::means_differ(workers))
    fmt::print(stderr, "{}: warning: some workers are slower than others; {}\n", file, replay);
  else if (const double r = correlation(workers); std::abs(r) > limit)
    fmt::print(stderr, "{}: warning: a time is like the one before it (correlation {:.2f}); {}\n", file, r, replay);
  const double chance = 1.95 / std::sqrt(static_cast<double>(all.size()));
  if (analysis::largest_difference(laws.front(), all) > chance)
    fmt::print(stderr, "{}: warning: the best law differs from the times by more than chance would ({:.4f}); {}\n",
               file, chance, replay);
}

// ---- Messages ----

int calibrate_messages(const std::string& file, const Times& times) {
  std::map<double, std::vector<double>> by_size;
  for (const auto& [bytes, seconds] : times.messages) by_size[bytes].push_back(seconds);
  const analysis::MessageCost cost =
      by_size.size() < 2 ? analysis::MessageCost{} : analysis::fit_messages(times.messages);
  if (cost.bandwidth <= 0) {
    fmt::print(stderr, "{}: expected messages of several sizes, of which the larger take longer\n", file);
    return kBadInput;
  }
  fmt::print("{}: {} messages of {} sizes\n\n", file, times.messages.size(), by_size.size());
  fmt::print("{:>14} {:>10} {:>14} {:>14} {:>8}\n", "bytes", "messages", "median", "latency + n/B", "error");
  for (auto& [bytes, seconds] : by_size) {
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::ranges::nth_element(seconds, middle);
    fmt::print("{:>14g} {:>10} {:>12.4g} s {:>12.4g} s {:>6.1f} %\n", bytes, seconds.size(), *middle,
               cost.seconds(bytes), 100 * (cost.seconds(bytes) / *middle - 1));
  }
  fmt::print("\n\"network\": {{\"kind\": \"star\", \"latency\": {}, \"bandwidth\": {}}}\n", cost.alpha, cost.bandwidth);
  return kDone;
}

int calibrate(const std::string& file) {
  Times times;
  try {
    times = TimesReader(file).read();
  } catch (const models::DataError& e) {
    fmt::print(stderr, "dawdle: {}\n", e.what());
    return kBadInput;
  }
  if (!times.messages.empty())
    return calibrate_messages(file, times);
  if (times.by_worker.empty()) {
    fmt::print(stderr, "{}: expected times after the header, got none\n", file);
    return kBadInput;
  }
  calibrate_compute(file, times);
  return kDone;
}

}  // namespace

void add_calibrate(CLI::App& app, int& exit_code) {
  auto file = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("calibrate",
                         "Fit a scenario to a cluster: the law of stragglers that describes measured compute times "
                         "best (CSV: worker, step, seconds), latency and bandwidth of measured messages (bytes, "
                         "seconds)");
  command->add_option("FILE", *file, "Measured times")->required();
  command->callback([file, &exit_code] { exit_code = calibrate(*file); });
}

}  // namespace dawdle
