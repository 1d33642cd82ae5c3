// When a run ends, what is measured on the way, and of which parameters.
#pragma once

#include "sim/core/options.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace dawdle {

// Reasons to end a run. At least one of updates, samples, epochs and time is given: targets may never be reached.
struct StopRule {
  std::optional<std::int64_t> updates;
  std::optional<std::int64_t> samples;
  std::optional<double> epochs;
  std::optional<double> time;  // simulated seconds
  std::optional<double> loss;
  std::optional<double> accuracy;
  void describe(Fields& fields);
  // How much of a run that has come so far is done, by the limit that is nearest.
  double done(double now, std::uint64_t updates_so_far, std::uint64_t samples_so_far, double epochs_so_far) const;
};

// What to measure on the way.
struct RecordRule {
  std::optional<std::int64_t> every_updates;
  std::optional<double> every_time;  // simulated seconds
  std::optional<double> target_loss, target_accuracy;
  std::int64_t train_rows = 0;  // of the training set looked at by an evaluation; 0: all
  void describe(Fields& fields);
};

// Averaging of iterates (Polyak & Juditsky 1992): what is evaluated is not the last x_t but
//   uniform        the mean of the x_t of updates `from` and later
//   exponential    m_t = decay m_{t-1} + (1 - decay) x_t, from x at update `from` on
// Training itself goes on at x_t.
struct IterateAveraging {
  std::string rule = "none";
  std::int64_t from = 1;  // updates
  double decay = 0.99;
  void describe(Fields& fields);
};

}  // namespace dawdle
