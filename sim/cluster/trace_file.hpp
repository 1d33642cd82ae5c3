// Measured compute times, one per worker and step, from a CSV file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

// The seconds of worker w are seconds[begin[w] .. begin[w+1]), by step; each worker has at least one.
struct TraceTimes {
  std::vector<std::size_t> begin;  // (workers + 1)
  std::vector<double> seconds;     // (rows)

  std::span<const double> of(int worker) const {
    return {seconds.data() + begin[worker], begin[worker + 1] - begin[worker]};
  }
};

// Reads `path`: a header naming the columns worker, step and seconds in any order (others are ignored), then rows in
// any order. Rows of worker ids >= `workers` are ignored, so that one trace serves clusters of several sizes.
// Throws std::runtime_error, "path:line: expected X, got Y": unreadable file, missing column, malformed or negative
// number, repeated (worker, step), gap in the steps, worker without rows.
TraceTimes read_trace(const std::string& path, int workers);

}  // namespace dawdle
