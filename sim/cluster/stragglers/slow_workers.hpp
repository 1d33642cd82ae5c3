// T = slowdown base for some workers, all the time: the persistent straggler.
#pragma once

#include "sim/cluster/straggler.hpp"
#include "sim/core/options.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace dawdle::straggler {

class SlowWorkers : public StragglerLaw {
 public:
  static constexpr std::string_view kind = "slow_workers", summary = "some workers are always slower";

  std::vector<std::int64_t> workers;  // ids, or else
  std::optional<double> fraction;     // spread evenly over the ids: 0.25 slows workers 3, 7, 11, ...
  double slowdown = 1;

  void describe(Fields& fields);
  void prepare(int worker_count) override;
  bool anybody() const { return std::ranges::count(slow_, true) > 0; }
  double seconds(double base, const Draw& draw) const override { return slow_[draw.worker] ? slowdown * base : base; }

 private:
  std::vector<bool> slow_;  // (workers)
};

}  // namespace dawdle::straggler
