// T = the seconds measured for this worker and step on a real cluster; the base is replaced.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/cluster/trace_file.hpp"
#include "sim/core/options.hpp"

#include <string>

namespace dawdle::straggler {

class Trace : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "trace", summary = "compute times measured on a real cluster, replayed";

  std::string file;
  bool repeat = true;

  void describe(Fields& fields) {
    fields.file("file", file, {.required = true},
                "CSV with the columns worker, step and seconds; workers and steps count from 0 without gaps.");
    fields.flag("repeat", repeat, "At a worker's last step, start its times again; otherwise that is an error.");
  }
  void prepare(int workers) override { times_ = read_trace(file, workers); }

  // Throws std::runtime_error past a worker's last step, unless `repeat`.
  double seconds(double base, const Draw& draw) const override;

 private:
  TraceTimes times_;
};

}  // namespace dawdle::straggler
