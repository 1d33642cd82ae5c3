// Two binary trees at once (Sanders, Speck, Traeff, "Two-tree algorithms for full bandwidth broadcast, reduction and
// scan", 2009): each carries half of the vector, in S segments, up to its root and down again. A rank that is inside
// one tree is a leaf of the other, so all links are busy. The trees' edges are coloured with two colours so that a rank
// never has two messages of one colour coming or going; the colours take turns, and a segment climbs one edge in two
// steps.
//
//   h <= 2 ceil(lg p) steps until the first segment is at the root
//
//   steps per rank | bytes sent in all | time when all start together on equal private links
//   2 (h + 2 S)    | 2 (p-1) n         | <= 2 (h + 2 S) (alpha + n beta / (2 S)), about 2 n beta for long vectors
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class DoubleBinaryTree final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "double_binary_tree";
  static constexpr std::string_view summary = "two pipelined binary trees: log2(p) latency and nearly the ring's bytes";

  double segment = 512 * 1024;  // bytes

  void describe(Fields& fields) override;
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
