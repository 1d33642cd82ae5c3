// What a sweep keeps of a run.
#pragma once

#include "sim/scenario/scenario.hpp"

#include <string>
#include <string_view>

namespace dawdle {

struct RunRecord {
  std::string key;      // of the run's scenario, see plan.hpp
  std::string figures;  // CSV, a header and one row: outcome, reason, time_s, ..., final figures
  std::string curve;    // CSV, the content of curve.csv; empty when the run failed

  bool failed() const;
};

RunRecord record_of(std::string key, const Scenario& scenario, const RunResult& result);

// Of a run that did not come to an end, for this reason.
RunRecord failure(std::string key, std::string_view reason);

}  // namespace dawdle
