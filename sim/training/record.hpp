// What a run leaves behind: the curve, the staleness of its gradients, where each worker's time went, how it ended.
#pragma once

#include "sim/cluster/worker.hpp"
#include "sim/network/link_use.hpp"
#include "sim/network/network.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dawdle {

inline constexpr std::size_t kMostFigures = 8;

// One evaluation.
struct CurveRow {
  Time time = 0;  // simulated seconds
  std::uint64_t updates = 0;
  std::uint64_t samples = 0;
  double epochs = 0;
  double sent_bytes = 0;                      // by all hosts together, so far
  double learning_rate = 0;                   // of the update that led here
  std::array<double, kMostFigures> figure{};  // as named by RunResult::figures
};

// Staleness of one worker's applied gradients, in updates.
struct StalenessSummary {
  std::uint64_t gradients = 0;
  double sum = 0;
  std::uint64_t most = 0;
  double mean() const { return gradients ? sum / static_cast<double>(gradients) : 0; }
};

enum class Outcome { done, target_reached, diverged, interrupted };
constexpr std::string_view name_of(Outcome outcome) {
  constexpr std::array<std::string_view, 4> names = {"done", "target_reached", "diverged", "interrupted"};
  return names[static_cast<std::size_t>(outcome)];
}

// When a figure first crossed its target; looked for at evaluations.
struct TargetReached {
  Time time;
  std::uint64_t updates;
};

// Named figures that a strategy alone knows.
using Measures = std::vector<std::pair<std::string, double>>;

struct RunResult {
  Outcome outcome = Outcome::done;
  Time time = 0;  // simulated seconds
  std::uint64_t updates = 0;
  std::uint64_t samples = 0;
  std::string algorithm;  // of the AllReduce, if any
  Measures measures;
  std::vector<std::string> figures;
  std::deque<CurveRow> curve;
  std::vector<Worker> workers;
  std::vector<Traffic> traffic;             // by host: the workers, then the servers
  LinkUse links;                            // empty where links are not measured
  std::vector<StalenessSummary> staleness;  // by worker
  std::vector<std::uint64_t> staleness_counts;
  std::vector<std::uint64_t> dropped;    // by worker: gradients that arrived and were not applied
  std::vector<std::uint64_t> cancelled;  // and computations stopped before their end
  std::optional<TargetReached> loss_target, accuracy_target;
  std::size_t parameters = 0;
  double gradient_bytes = 0, parameter_bytes = 0;  // as simulated
  std::size_t version_bytes = 0;
  std::uint64_t events = 0;
};

}  // namespace dawdle
