// AllReduce on a two-dimensional torus (Mikami et al., "Massively distributed SGD: ImageNet/ResNet-50 training in a
// flash", 2018): a ring reduce-scatter along each row of X ranks, a ring AllReduce of the 1/X piece along each column
// of Y, a ring all-gather along each row.
//
//   steps per rank  | bytes sent per rank | time when all start together on equal private links
//   2 (X + Y - 2)   | 2 (1 - 1/(XY)) n    | 2 (X + Y - 2) alpha + 2 (1 - 1/(XY)) n beta
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class Torus2D final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "torus_2d";
  static constexpr std::string_view summary =
      "rings along the rows and columns of a grid: the ring's bytes, fewer steps";

  std::optional<std::int64_t> rows;  // Y

  void describe(Fields& fields) override;
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
