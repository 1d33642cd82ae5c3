// A point's statistics over its seeds, as a row of summary.csv.
#pragma once

#include "sim/sweep/statistics.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dawdle {

class Summary {
 public:
  // `columns`: of the runs' figures, those of runs.csv from "outcome" on.
  explicit Summary(const std::vector<std::string>& columns);

  // "runs,diverged,failed,time_s_mean,..."
  std::string header() const;

  // Adds a run of the point at hand: its cells in the order of the columns.
  void add(std::string_view row);

  // The point's row; begins the next point.
  std::string finish(std::uint64_t point);

 private:
  struct Figure {
    std::string name;
    std::size_t column;
    std::size_t reached;  // of a time to a target: the column that says whether it was reached; 0: none
    std::vector<Observation> observations{};
  };
  void observe(Figure& figure, const std::vector<std::string_view>& cells, bool diverged);

  std::vector<Figure> figures_;
  std::size_t time_ = 0;  // the column that says how long a run was
  std::size_t runs_ = 0, diverged_ = 0, failed_ = 0;
};

}  // namespace dawdle
