#include "sim/collectives/double_binary_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace dawdle {

namespace {

// Both trees over ranks 0 .. p-1. The edge of a rank is the one to its parent.
class TwoTrees {
 public:
  struct Place {
    int parent = kNobody;
    std::array<int, 2> children = {kNobody, kNobody};
    int colour = -1;  // of its edge
    int first = -1;   // round in which its first segment goes up
  };

  explicit TwoTrees(int p) : p_(p), trees_{std::vector<Place>(size()), std::vector<Place>(size())} {
    for (int tree : {0, 1})
      for (int label = 1; label <= p; ++label) join(tree, label);
    for (int tree : {0, 1})
      for (int rank = 0; rank < p; ++rank) colour_from(tree, rank);
    for (int tree : {0, 1}) time(tree);
  }

  const Place& at(int tree, int rank) const { return trees_[index(tree)][index(rank)]; }
  int last_start() const { return last_start_; }  // the latest `first`; -1 for a single rank

 private:
  struct Edge {
    int tree, rank, colour;
  };

  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  std::size_t size() const { return static_cast<std::size_t>(p_); }
  Place& place(int tree, int rank) { return trees_[index(tree)][index(rank)]; }

  // Labels 1 .. p in order from left to right: odd ones are leaves. Tree 1 is tree 0 mirrored, or shifted by one when p
  // is odd; either makes its leaves of the ranks inside tree 0.
  int rank_of(int tree, int label) const {
    if (tree == 0)
      return label - 1;
    return p_ % 2 == 0 ? p_ - label : label % p_;
  }

  // A label's height is its lowest set bit; its parent differs from it in that bit and has the next one set. Past p
  // there is nobody: then the parent is the nearest before it. The largest power of two, left with none, is the root.
  int parent_label(int label) const {
    const int height = label & -label;
    const int parent = (label ^ height) | (2 * height);
    return parent <= p_ ? parent : label ^ height;
  }

  void join(int tree, int label) {
    const int up = parent_label(label);
    if (up == 0)
      return;
    const int child = rank_of(tree, label), parent = rank_of(tree, up);
    place(tree, child).parent = parent;
    auto& children = place(tree, parent).children;
    children[children[0] == kNobody ? 0 : 1] = child;
  }

  // Edges that share a sender or a receiver get different colours. Each shares with at most one other at either end, so
  // they form paths and cycles of even length: colouring along them never meets a contradiction.
  void colour_from(int tree, int rank) {
    std::vector<Edge> open = {{tree, rank, 0}};
    while (!open.empty()) {
      const Edge e = open.back();
      open.pop_back();
      Place& own = place(e.tree, e.rank);
      if (own.parent == kNobody || own.colour >= 0)
        continue;
      own.colour = e.colour;
      open.push_back({1 - e.tree, e.rank, 1 - e.colour});
      for (int sibling : place(e.tree, own.parent).children)
        if (sibling != kNobody)
          open.push_back({e.tree, sibling, 1 - e.colour});
    }
  }

  // From the leaves up: after both children, in a round of its own colour.
  void time(int tree) {
    for (int height = 1; height <= p_; height *= 2)
      for (int label = height; label <= p_; label += 2 * height) {
        Place& own = place(tree, rank_of(tree, label));
        int ready = 0;
        for (int child : own.children)
          if (child != kNobody)
            ready = std::max(ready, place(tree, child).first + 1);
        if (own.parent == kNobody)
          continue;
        own.first = ready + (ready % 2 != own.colour);
        last_start_ = std::max(last_start_, own.first);
      }
  }

  int p_;
  int last_start_ = -1;
  std::array<std::vector<Place>, 2> trees_;
};

enum class Direction { up, down };

// Down is up with time reversed.
class Pipeline final : public Schedule {
 public:
  Pipeline(std::shared_ptr<const TwoTrees> trees, int segments, Direction direction)
      : trees_(std::move(trees)), segments_(segments), up_(direction == Direction::up) {}

  int rounds(int p) const override { return p == 1 ? 0 : trees_->last_start() + 2 * segments_ - 1; }

  Step step(int, int rank, int round) const override {
    Step step;
    step.add = up_;
    for (int tree : {0, 1}) {
      const TwoTrees::Place& own = trees_->at(tree, rank);
      meet(step, tree, rank, own.parent, up_, round);
      for (int child : own.children)
        if (child != kNobody)
          meet(step, tree, child, child, !up_, round);
    }
    return step;
  }

 private:
  // The edge of `lower` in that round: whether it is used, and for which segment.
  void meet(Step& step, int tree, int lower, int other, bool sends, int round) const {
    if (other == kNobody)
      return;
    const int first = trees_->at(tree, lower).first;
    const int since = round - (up_ ? first : trees_->last_start() - first);
    if (since < 0 || since % 2 != 0 || since / 2 >= segments_)
      return;
    (sends ? step.to : step.from) = other;
    const int i = tree * segments_ + since / 2;
    if (sends)
      step.piece = {i, i + 1, 2 * segments_};
  }

  std::shared_ptr<const TwoTrees> trees_;
  int segments_;
  bool up_;
};

}  // namespace

void DoubleBinaryTree::describe(Fields& fields) {
  fields.bytes("segment", segment, {.above = 0},
               "largest piece that is sent at once: small ones fill the pipeline sooner, large ones pay less latency");
}

Plan DoubleBinaryTree::make_plan(int p, double bytes) const {
  constexpr double kMost = 1e6;
  const int segments = static_cast<int>(std::clamp(std::ceil(bytes / 2 / segment), 1.0, kMost));
  const auto trees = std::make_shared<const TwoTrees>(p);
  return Plan(std::string(kind), p)
      .then(Pipeline(trees, segments, Direction::up))
      .then(Pipeline(trees, segments, Direction::down));
}

}  // namespace dawdle
