// The second moments of x, of the sum s of the gradients that have come since the update, and of what the workers have
// read, r, follow a closed linear recursion from gradient to gradient. Workers that compute are alike, so one r stands
// for each and a pair of them for each pair. There is such a set for every number c of gradients in s, weighted with
// how likely that is. Gradients come at rate P at most: made discrete at that rate (uniformization), a tick brings one
// with probability busy / P, and the ticks until t are Poisson.
#include "analysis/first_k_dynamics.hpp"

#include "analysis/poisson.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dawdle::analysis {

namespace {

// Each times the probability of c, `weight`. q is what another worker has read.
struct Set {
  double weight = 0, x = 0, s = 0, r = 0, xx = 0, xs = 0, ss = 0, xr = 0, sr = 0, rr = 0, rq = 0;
};

constexpr std::array kParts = {&Set::weight, &Set::x,  &Set::s,  &Set::r,  &Set::xx, &Set::xs,
                               &Set::ss,     &Set::xr, &Set::sr, &Set::rr, &Set::rq};

void add(Set& to, double share, const Set& set) {
  for (const auto part : kParts) to.*part += share * set.*part;
}

struct Recursion {
  FirstK how;
  double a, s2;

  int busy(int c) const { return how.distinct ? how.workers - c : how.workers; }
  Set start() const { return {.weight = 1, .x = 1, .r = 1, .xx = 1, .xr = 1, .rr = 1, .rq = 1}; }
  Set after_gradient(const Set& m, int c) const;
  Set with_readers(Set next, const Set& m, double readers, double others, double x_r, double s_r) const;
};

// One more gradient, when there are c.
Set Recursion::after_gradient(const Set& m, int c) const {
  const bool update = c + 1 == how.gradients;
  const double step = update ? a / how.gradients : 0;
  Set next{.weight = m.weight, .x = m.x - step * (m.s + m.r)};
  next.xx = m.xx - 2 * step * (m.xs + m.xr) + step * step * (m.ss + 2 * m.sr + m.rr);
  const double x_r = m.xr - step * (m.sr + m.rq);  // of the new x and what another worker has read
  if (update) {
    next.xx += m.weight * s2 / how.gradients;  // the noise of all K: until now nobody has seen it
    const int readers = how.fresh ? how.workers : how.distinct ? how.gradients : 1;
    return with_readers(next, m, readers, how.workers - readers, x_r, 0);
  }
  next.s = m.s + m.r;
  next.xs = m.xs + m.xr;
  next.ss = m.ss + 2 * m.sr + m.rr;
  // Reading x anew changes nothing for a worker of a fresh strategy, which has just this x.
  return with_readers(next, m, how.distinct ? 0 : 1, busy(c) - 1, x_r, m.sr + m.rq);
}

// So many workers have just read x, and so many others go on with what they have.
Set Recursion::with_readers(Set next, const Set& m, double readers, double others, double x_r, double s_r) const {
  const double all = readers + others, pairs = all * (all - 1);
  next.r = (readers * next.x + others * m.r) / all;
  next.xr = (readers * next.xx + others * x_r) / all;
  next.sr = (readers * next.xs + others * s_r) / all;
  next.rr = (readers * next.xx + others * m.rr) / all;
  if (pairs > 0)
    next.rq = (readers * (readers - 1) * next.xx + 2 * readers * others * x_r + others * (others - 1) * m.rq) / pairs;
  return next;
}

}  // namespace

std::vector<Moments> first_k_moments(std::span<const double> times, const FirstK& how, double a, double s2) {
  const Recursion recursion{how, a, s2};
  const double P = how.workers, last = times.empty() ? 0 : P * *std::max_element(times.begin(), times.end());
  std::vector<Moments> out(times.size());
  std::vector<Set> sets(static_cast<std::size_t>(how.gradients));
  sets.front() = recursion.start();
  for (int tick = 0; tick <= last + 10 * std::sqrt(last) + 20; ++tick) {
    Set all;
    std::vector<Set> next(sets.size());
    for (std::size_t c = 0; c < sets.size(); ++c) {
      const double comes = recursion.busy(static_cast<int>(c)) / P;
      add(all, 1, sets[c]);
      add(next[c], 1 - comes, sets[c]);
      add(next[(c + 1) % sets.size()], comes, recursion.after_gradient(sets[c], static_cast<int>(c)));
    }
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double probability = poisson(tick, P * times[i]);
      out[i].mean += probability * all.x;
      out[i].square += probability * all.xx;
    }
    sets = std::move(next);
  }
  return out;
}

}  // namespace dawdle::analysis
