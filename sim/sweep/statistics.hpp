// Statistics over the seeds of a point.
//
// Times to a target may be censored: a run that ended before its target says only that the time is longer than the
// run. Quartiles then come from the product-limit estimate of the survival function (Kaplan and Meier, "Nonparametric
// estimation from incomplete observations", JASA 1958), and the mean is the restricted mean, the area under that
// function up to the longest finite observation: both are the ordinary figures when nothing is censored; else the mean
// is a lower bound ("at least"), and a quartile that the function does not come down to is not known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace dawdle {

struct Observation {
  double value = 0;
  bool censored = false;  // the truth is more than `value`, which may be infinite: never
};

struct Statistics {
  std::size_t censored = 0;
  std::optional<double> mean;
  std::optional<double> deviation;    // sample standard deviation (n - 1); of two or more, none of them censored
  std::optional<double> quartile[3];  // [1] is the median
  std::optional<double> interval[2];  // 95 %, of the mean: percentile bootstrap (Efron 1979), of two or more
};

// Of the observations, in the order of their seeds. The bootstrap draws from a stream of its own, `number`.
Statistics statistics_of(const std::vector<Observation>& observations, std::uint64_t number);

}  // namespace dawdle
