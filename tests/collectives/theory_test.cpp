// Every collective against its formula, on either road, and what it sends against its table.
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

using namespace collectives;

namespace {

constexpr double alpha = 10e-6, beta = 1 / 1.25e9;

const std::vector<int> kRanks = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31, 64};
const std::vector<double> kBytes = {0, 1, 3, 1e3, 1e6, 1e8, 1e9};

using Formula = std::function<double(int p, double bytes)>;

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

double last(const std::vector<double>& times) { return *std::max_element(times.begin(), times.end()); }
double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

void check(const Planner& plan, const Formula& seconds, const Formula& bytes_in_all) {
  for (int p : kRanks)
    for (double n : kBytes)
      for (Road road : {Road::any, Road::messages}) {
        CAPTURE(p);
        CAPTURE(n);
        const Outcome got = run(plan, road, together(p, n));
        CHECK(got.propagated == (road == Road::any));
        CHECK(close(last(got.end), seconds(p, n)));
        CHECK(close(total(got.sent), bytes_in_all(p, n)));
        CHECK(close(total(got.received), bytes_in_all(p, n)));
      }
}

double lg(int p) { return std::bit_width(static_cast<unsigned>(p)) - 1; }
double up_lg(int p) { return std::bit_width(static_cast<unsigned>(p - 1)); }
double core(int p) { return std::bit_floor(static_cast<unsigned>(p)); }
double folds(int p) { return p > core(p) ? 2 : 0; }

}  // namespace

TEST_CASE("N01, N16: the ring and its halves take the time and send the bytes of their table") {
  check(
      Planner([](int p, double) { return Ring().make_plan(p, 0); }),
      [](int p, double n) { return 2 * (p - 1) * alpha + 2.0 * (p - 1) / p * n * beta; },
      [](int p, double n) { return 2 * (p - 1) * n; });
  for (auto half : {ring_reduce_scatter, ring_all_gather})
    check([half](int p, double) { return half(p); },
          [](int p, double n) { return (p - 1) * alpha + (p - 1.0) / p * n * beta; },
          [](int p, double n) { return (p - 1) * n; });
}

TEST_CASE("N02: recursive doubling takes lg p (alpha + n beta), and two more such steps off powers of two") {
  check([](int p, double) { return RecursiveDoubling().make_plan(p, 0); },
        [](int p, double n) { return (lg(p) + folds(p)) * (alpha + n * beta); },
        [](int p, double n) { return (core(p) * lg(p) + 2 * (p - core(p))) * n; });
  CHECK(close(
      last(run([](int p, double) { return RecursiveDoubling().make_plan(p, 0); }, Road::any, together(8, 1e8)).end),
      0.240030));
}

TEST_CASE("N03: Rabenseifner takes 2 lg p' alpha + 2(p'-1)/p' n beta, and a fold off powers of two") {
  const Formula seconds = [](int p, double n) {
    return (2 * lg(p) + folds(p)) * alpha + (2 * (core(p) - 1) / core(p) + folds(p)) * n * beta;
  };
  check([](int p, double) { return Rabenseifner().make_plan(p, 0); }, seconds,
        [](int p, double n) { return (2 * (core(p) - 1) + 2 * (p - core(p))) * n; });
  CHECK(close(seconds(4, 1e8), .120040));
  CHECK(close(seconds(8, 1e8), .140060));
}

TEST_CASE("N04, N05: binomial reduction and broadcast take ceil(lg p) (alpha + n beta)") {
  const Formula seconds = [](int p, double n) { return up_lg(p) * (alpha + n * beta); };
  const Formula bytes = [](int p, double n) { return (p - 1) * n; };
  for (auto tree : {binomial_reduce, binomial_broadcast})
    for (int p : kRanks)
      for (double n : kBytes) {
        const Outcome got = run([tree](int q, double) { return tree(q); }, Road::messages, together(p, n));
        CHECK(close(last(got.end), seconds(p, n)));
        CHECK(close(total(got.sent), bytes(p, n)));
      }
  check([](int p, double) { return BinomialTree().make_plan(p, 0); },
        [&](int p, double n) { return 2 * seconds(p, n); }, [&](int p, double n) { return 2 * bytes(p, n); });
  CHECK(close(seconds(6, 1e8), .240030));
}

TEST_CASE("N05: broadcast by scatter and ring takes (ceil(lg p) + p - 1) alpha + 2(p-1)/p n beta, for any p") {
  check([](int p, double) { return scatter_broadcast(p); },
        [](int p, double n) { return (up_lg(p) + p - 1) * alpha + 2.0 * (p - 1) / p * n * beta; },
        [](int p, double n) {
          int parts = 0;  // sent by the scatter: rank r receives its own and those of the ranks behind it in the tree
          for (int r = 1; r < p; ++r) parts += std::min(r & -r, p - r);
          return parts * n / p + (p - 1) * n;
        });
}

TEST_CASE("scatter and broadcast trees have ceil(lg p) rounds, and the ring after the scatter p - 1 more") {
  for (int p : kRanks) {
    CHECK(binomial_broadcast(p).rounds() == up_lg(p));
    CHECK(scatter_broadcast(p).rounds() == up_lg(p) + p - 1);
  }
}

TEST_CASE("N09: a torus takes 2(X+Y-2) alpha and the ring's bytes") {
  const auto rows = [](int p) {
    int y = 1;
    for (int d = 2; d * d <= p; ++d) y = p % d == 0 ? d : y;
    return y;
  };
  const Formula seconds = [&](int p, double n) {
    return 2.0 * (p / rows(p) + rows(p) - 2) * alpha + 2 * (1 - 1.0 / p) * n * beta;
  };
  check([](int p, double) { return Torus2D().make_plan(p, 0); }, seconds,
        [](int p, double n) { return 2 * (p - 1) * n; });
  CHECK(close(seconds(32, 1e8), .155200));
  Torus2D odd;
  odd.rows = 3;
  CHECK_THROWS_WITH(odd.make_plan(8, 0), "expected rows that divide the 8 workers, got 3");
}

TEST_CASE("a hierarchical AllReduce is its three parts, one after the other") {
  for (int g : {1, 2, 4})
    for (int m : {1, 2, 5, 8}) {
      Hierarchical h;
      h.workers_per_node = g;
      const auto plan = [&](int p, double) { return h.make_plan(p, 0); };
      const double n = 1e6, local = up_lg(g) * (alpha + n * beta);
      for (Road road : {Road::any, Road::messages})
        CHECK(close(last(run(plan, road, together(g * m, n)).end),
                    2 * local + 2 * (m - 1) * alpha + 2.0 * (m - 1) / m * n * beta));
    }
}

TEST_CASE("a double binary tree sends 2(p-1)n in all, and long vectors in little more than 2 n beta") {
  DoubleBinaryTree tree;
  tree.segment = 1e5;
  const auto plan = [&](int p, double n) { return tree.make_plan(p, n); };
  for (int p : kRanks)
    for (Road road : {Road::any, Road::messages}) {
      CAPTURE(p);
      constexpr double n = 1e8, segments = 500;
      const Outcome got = run(plan, road, together(p, n));
      CHECK(close(total(got.sent), 2 * (p - 1) * n));
      const double step = alpha + n * beta / (2 * segments);
      CHECK(last(got.end) <= 2 * (2 * up_lg(p) + 2 * segments) * step);
      CHECK(last(got.end) * (1 + 1e-9) >= (p > 1 ? 2 * segments : 0) * step);
    }
}

TEST_CASE("N07: one late rank delays every other's end by as much, whatever the algorithm") {
  for (const Named& algorithm : all_reduces())
    for (Road road : {Road::any, Road::messages}) {
      CAPTURE(algorithm.name);
      Setting setting = together(8, 1e6);
      const double on_time = last(run(algorithm.plan, road, setting).end);
      setting.start[3] = 2;
      const double late = last(run(algorithm.plan, road, setting).end);
      CHECK(late <= (2 + on_time) * (1 + 1e-9));
      CHECK(late > 2);
    }
}

TEST_CASE("auto picks as the libraries do, and says what it picked") {
  Auto automatic;
  CHECK(automatic.make_plan(16, 2048).name() == "recursive_doubling");
  CHECK(automatic.make_plan(16, 2049).name() == "rabenseifner");
  CHECK(automatic.make_plan(4096, 1e4).name() == "recursive_doubling");
  automatic.rule = "openmpi";
  CHECK(automatic.make_plan(16, 9999).name() == "recursive_doubling");
  CHECK(automatic.make_plan(16, 1e4).name() == "ring");
  CHECK(automatic.make_plan(4096, 1e4).name() == "recursive_doubling");
}
