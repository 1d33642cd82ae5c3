#include "sim/collectives/max_plus.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace dawdle {

namespace {

// The ring unrolled into a line: positions 0 .. m+p-1, of which the last p are where walks end, and each of them sees
// all m positions before it. Divided at the dearest rank g: among the walks that pass it,
//
//   T_r = (P_r - r c_g) + m c_g + max_a (S_a - P_a + a c_g)       a <= g <= r, a >= r - m,  P = prefix sums of c
//
// falls apart into what depends on a and what depends on r. The walks that do not pass it stay left or right of it.
class Line {
 public:
  Line(std::span<const double> start, std::span<const double> cost, int rounds)
      : m_(static_cast<std::size_t>(rounds)), p_(start.size()), size_(m_ + p_) {
    // Position m is rank 0.
    const std::size_t shift = (p_ - m_ % p_) % p_;
    double sum = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::size_t rank = (i + shift) % p_;
      cost_.push_back(cost[rank]);
      before_.push_back(start[rank] - sum);
      prefix_.push_back(sum);
      sum += cost[rank];
    }
    best_.resize(size_);
    end_.assign(size_, -std::numeric_limits<double>::infinity());
  }

  void solve(std::span<double> end) {
    // A stack of its own: costs that rise all the way around would nest as deep as the ring is long.
    std::vector<Interval> open = {{0, size_}};
    while (!open.empty()) {
      const Interval i = open.back();
      open.pop_back();
      if (i.begin == i.end || i.end <= m_)
        continue;  // no walk that matters ends here
      const Dearest d = dearest(i);
      if (d.all_equal && i.end - i.begin <= m_ + 1) {
        run_along(i);
        continue;
      }
      cross(i, d.at);
      open.push_back({i.begin, d.at});
      open.push_back({d.at + 1, i.end});
    }
    std::copy(end_.end() - static_cast<std::ptrdiff_t>(p_), end_.end(), end.begin());
  }

 private:
  struct Interval {
    std::size_t begin, end;
  };
  struct Dearest {
    std::size_t at;
    bool all_equal;
  };

  // Of equally dear ranks the one nearest to the middle.
  Dearest dearest(Interval i) const {
    const std::size_t middle = i.begin + (i.end - i.begin) / 2;
    const auto distance = [middle](std::size_t x) { return x < middle ? middle - x : x - middle; };
    Dearest d = {i.begin, true};
    for (std::size_t x = i.begin + 1; x < i.end; ++x) {
      d.all_equal = d.all_equal && cost_[x] == cost_[i.begin];
      if (cost_[x] > cost_[d.at] || (cost_[x] == cost_[d.at] && distance(x) < distance(d.at)))
        d.at = x;
    }
    return d;
  }

  // Walks from a in [i.begin, g] to r in [g, i.end).
  void cross(Interval i, std::size_t g) {
    const double c = cost_[g];
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t a = g + 1; a-- > i.begin;)
      best_[a] = best = std::max(best, before_[a] + static_cast<double>(a) * c);
    for (std::size_t r = std::max(g, m_); r < i.end && r - m_ <= g; ++r)
      end_[r] = std::max(end_[r], best_[std::max(i.begin, r - m_)] + after(r, c));
  }

  // All walks of an interval whose costs are all the same, and which is no longer than a walk.
  void run_along(Interval i) {
    const double c = cost_[i.begin];
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t r = i.begin; r < i.end; ++r) {
      best = std::max(best, before_[r] + static_cast<double>(r) * c);
      end_[r] = std::max(end_[r], best + after(r, c));
    }
  }

  double after(std::size_t r, double c) const {
    return prefix_[r] + (static_cast<double>(m_) - static_cast<double>(r)) * c;
  }

  std::size_t m_, p_, size_;
  std::vector<double> cost_;
  std::vector<double> before_;  // S_a - P_a
  std::vector<double> prefix_;  // P_r
  std::vector<double> best_;    // at a: the max of (S - P + a c) over [a, g]
  std::vector<double> end_;
};

}  // namespace

void ring_ends(std::span<const double> start, std::span<const double> cost, int rounds, std::span<double> end) {
  if (start.empty())
    return;
  // Seen from the first to start: differences stay exact however late in the run this is.
  const double origin = *std::min_element(start.begin(), start.end());
  if (std::all_of(cost.begin(), cost.end(), [&](double c) { return c == cost.front(); })) {
    const double last = *std::max_element(start.begin(), start.end());
    std::fill(end.begin(), end.end(), last + rounds * cost.front());
    return;
  }
  std::vector<double> since(start.begin(), start.end());
  for (double& s : since) s -= origin;
  Line(since, cost, rounds).solve(end);
  for (double& e : end) e += origin;
}

}  // namespace dawdle
